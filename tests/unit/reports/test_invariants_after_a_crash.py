"""What a crash does to what a sender knew, and what it may say afterwards."""

import pytest
from ledgers import Run


def accepted_then_crash(**policy):
    """An accepted message whose answer was read, then a crash, then another attempt."""
    run = Run(client_timeout_s=2.0, **policy).wants().tries(at=1).answers(at=1.1)
    return run.crashes(at=2, restarted=3)


def again(run):
    return run.tries(at=4).answers(at=4.1)


def test_r01_what_was_read_before_a_crash_is_no_longer_known():
    assert again(accepted_then_crash()).quiet().word("R01") == "untested"


def test_r01_that_nobody_remembers_is_certain():
    run = Run().wants().tries(at=1).answers(at=1.1).crashes(at=2, restarted=3)
    assert again(run).quiet().word("R01") == "untested"


def test_r01_an_acked_webhook_outlives_a_crash():
    run = accepted_then_crash().status("sent", at=1.2, acked=1.3)
    assert again(run).quiet().word("R01") == "broken"


def test_r01_what_is_read_after_a_crash_is_known():
    run = Run(client_timeout_s=2.0).wants().crashes(at=0.5, restarted=0.6)
    assert again(run.tries(at=1).answers(at=1.1)).quiet().word("R01") == "broken"


def test_r02_a_crash_after_the_acceptance_tests_at_most_once():
    run = again(accepted_then_crash()).arrives(at=1.5, message="m1").arrives(at=5).quiet()
    assert run.word("R02") == "broken"


def test_r02_a_crash_before_the_outcome_puts_it_to_the_test():
    run = accepted_then_crash().arrives(at=1.5).says("unknown", at=4).quiet()
    assert run.word("R02") == "kept"


def test_r02_a_crash_after_the_outcome_does_not():
    run = Run().wants().tries(at=1).answers(at=1.1).says("accepted", at=1.2).arrives(at=1.5)
    assert run.crashes(at=2, restarted=3).quiet().word("R02") == "untested"


def test_r02_a_copy_after_a_crash_is_legal_at_least_once():
    run = again(accepted_then_crash(delivery="at-least-once"))
    run.arrives(at=1.5, message="m1").arrives(at=5).quiet()
    assert run.word("R02") == "kept"


def test_r03_a_sender_that_was_not_restarted_leaves_it_undecided():
    assert Run().wants().crashes(at=2).quiet().word("R03") == "undecided"


def test_r03_a_sender_that_was_restarted_has_lost_it():
    assert Run().wants().crashes(at=2, restarted=3).quiet().word("R03") == "broken"


def test_r03_a_second_crash_without_a_restart_leaves_it_undecided():
    run = Run().wants().crashes(at=2, restarted=3).crashes(at=4)
    assert run.quiet().word("R03") == "undecided"


@pytest.mark.parametrize(("code", "word"), [(0, "kept"), (131000, "kept"), (132001, "kept")])
def test_r03_unknown_is_legal_where_a_crash_swallowed_the_answer(code, word):
    run = Run().wants().tries(at=1).answers(at=1.1, code=code).crashes(at=1.2, restarted=3)
    assert run.says("unknown", at=4).quiet().word("R03") == word


def test_r03_unknown_is_legal_where_a_crash_came_between_the_note_and_the_call():
    run = Run().wants().crashes(at=1, restarted=2).says("unknown", at=3)
    assert run.quiet().word("R03") == "kept"


def test_r03_a_crash_before_the_message_was_wanted_makes_nothing_unknown():
    run = Run().crashes(at=1, restarted=2).wants(at=3).says("unknown", at=4)
    assert run.quiet().word("R03") == "broken"


def test_r03_a_crash_after_the_end_was_told_makes_nothing_unknown():
    run = Run().wants().tries(at=1).answers(at=1.1, code=132001).says("unknown", at=2)
    assert run.crashes(at=3, restarted=4).quiet().word("R03") == "broken"


@pytest.mark.parametrize(("answered", "word"), [(2.9, "broken"), (3.1, "kept")])
def test_r03_unknown_is_legal_where_the_client_had_given_up(answered, word):
    run = Run(client_timeout_s=2.0).wants().tries(at=1).answers(at=answered, code=132001)
    assert run.says("unknown", at=4).quiet().word("R03") == word


def test_r03_unknown_without_any_attempt_is_lost():
    assert Run().wants().says("unknown", at=4).quiet().word("R03") == "broken"


def test_r14_attempts_after_a_restart_count():
    run = Run(attempts=1).wants().tries(at=1).answers(at=1, code=131000)
    run.crashes(at=2, restarted=3)
    assert again(run).quiet().word("R14") == "broken"


def past_the_key(next_at, **attempt):
    run = Run(delivery="provider-idempotent", key_ttl_s=60.0).wants()
    run.tries(at=1).with_attempt(idem_key="k").loses_answer(at=1.1).arrives(at=2)
    run.tries(at=next_at).with_attempt(**{"idem_key": "k", **attempt}).answers(at=next_at)
    return run.arrives(at=next_at + 1).quiet()


@pytest.mark.parametrize(
    ("next_at", "word"), [(60.9, "broken"), (61.0, "kept")], ids=["within", "after"]
)
def test_r02_one_copy_while_the_attempts_lie_inside_the_keys_life(next_at, word):
    assert past_the_key(next_at).word("R02") == word


def test_r02_without_a_declared_life_a_key_holds_for_ever():
    run = Run(delivery="provider-idempotent").wants().tries(at=1).loses_answer(at=1.1)
    run.arrives(at=2).tries(at=9999).answers(at=9999).arrives(at=9999)
    assert run.quiet(at=20_000).word("R02") == "broken"


def test_r03_after_a_crash_nobody_can_tell_whether_a_call_was_made():
    run = Run().wants().crashes(at=1, restarted=2).says("unknown", at=3).quiet()
    assert run.word("R03") == "kept"


def test_r03_without_a_crash_unknown_needs_a_call():
    run = Run().wants().says("unknown", at=3).crashes(at=4, restarted=5).quiet()
    assert run.word("R03") == "broken"
