"""How a message is said to have ended: R05 and R06."""

import pytest
from ledgers import Run

from windtunnel.domain.policy import Backoff


def silent(**policy):
    return Run(**policy).wants().tries(at=1).loses_answer(at=1.1)


def test_r05_a_failure_of_what_arrived_is_false():
    assert silent().arrives(at=2).says("failed", at=4).quiet().word("R05") == "broken"


def test_r05_unknown_is_the_word():
    assert silent().arrives(at=2).says("unknown", at=4).quiet().word("R05") == "kept"


def test_r05_a_failure_of_what_never_arrived_is_true():
    assert silent().says("failed", at=4).quiet().word("R05") == "kept"


def test_r05_a_message_that_failed_later_did_fail():
    run = silent().arrives(at=2).status("failed", at=3, code=131026, acked=3.5)
    assert run.says("failed", at=4).quiet().word("R05") == "kept"


def test_r05_a_failure_that_nobody_was_told_of_is_no_excuse():
    run = silent().arrives(at=2).status("failed", at=3, code=131026)
    assert run.says("failed", at=4).quiet().word("R05") == "broken"


def test_r05_a_copy_that_only_the_settling_brought_counts():
    run = silent().arrives(at=1001).with_row(settled=True).says("failed", at=4).quiet()
    assert run.word("R05") == "broken"


def test_r05_the_last_report_counts():
    run = silent().arrives(at=2).says("failed", at=4).says("accepted", at=5).quiet()
    assert run.word("R05") == "kept"


@pytest.mark.parametrize(
    ("quiet", "word"),
    [({"step": "drain_timeout"}, "undecided"), ({"waited": 1}, "undecided"), ({}, "broken")],
    ids=["still sending", "horizon longer than the drain", "quiet"],
)
def test_r05_is_undecided_before_it_is_quiet(quiet, word):
    run = silent(horizon_s=60.0).arrives(at=2).says("failed", at=4).quiet(**quiet)
    assert run.word("R05") == word


def test_r05_is_undecided_while_a_copy_may_yet_arrive():
    run = silent().says("failed", at=4).quiet()
    run.facts.pop()
    assert run.word("R05") == "undecided"


@pytest.mark.parametrize("state", ["accepted", "failed"])
def test_r05_is_untested_where_every_answer_came(state):
    run = Run().wants().tries(at=1).answers(at=1.1, code=131026).says(state, at=2).quiet()
    assert run.word("R05") == "untested"


def test_r05_an_answer_after_the_client_had_given_up_was_silence():
    run = Run(client_timeout_s=2.0).wants().tries(at=1).answers(at=4).says("unknown", at=5)
    assert run.quiet().word("R05") == "kept"


def test_r05_without_an_outcome_says_nothing():
    assert silent().quiet().word("R05") == "untested"


def refused(*codes, gave_up=None, cause="provider", **policy):
    """A message refused with these codes, one a second, then reported as failed."""
    run = Run(**{"delivery": "at-least-once", "attempts": 4, **policy}).wants()
    for place, code in enumerate(codes):
        run.tries(at=1 + place).answers(at=1 + place, code=code)
    run.says("failed", at=gave_up or 1.5 + len(codes)).facts[-1].cause = cause
    return run


def r06(run):
    return run.quiet(at=5000, waited=4000).word("R06")


@pytest.mark.parametrize(("tries", "word"), [(3, "broken"), (4, "kept")])
def test_r06_the_declared_attempts_are_used_up_first(tries, word):
    assert r06(refused(*[131000] * tries)) == word


@pytest.mark.parametrize("claim", [{"delivery": "at-most-once"}, {"attempts": None}])
def test_r06_is_untested_without_the_promise_or_a_bound(claim):
    assert r06(refused(131000, **claim)) == "untested"


def test_r06_a_refusal_for_good_is_an_end():
    assert r06(refused(131000, 132001)) == "kept"


@pytest.mark.parametrize("cause", ["recipient", "template", "auth", "expired"])
def test_r06_a_cause_that_does_not_pass_is_an_end(cause):
    assert r06(refused(131000, cause=cause)) == "kept"


@pytest.mark.parametrize(("code", "word"), [(131026, "kept"), (131016, "broken"), (7, "broken")])
def test_r06_the_reported_code_says_whether_it_passes(code, word):
    run = refused(131000)
    run.facts[-1].code = code
    assert r06(run) == word


def test_r06_going_on_is_kept():
    run = Run(delivery="at-least-once", attempts=4).wants().tries(at=1).answers(at=1, code=131000)
    assert r06(run.tries(at=3).answers(at=3).says("accepted", at=3)) == "kept"


def test_r06_without_an_outcome_it_goes_on():
    run = Run(delivery="at-least-once", attempts=4).wants().tries(at=1).answers(at=1, code=131000)
    assert r06(run) == "kept"


def test_r06_silence_passes_too():
    run = silent(delivery="at-least-once", attempts=4)
    assert r06(run.says("failed", at=3)) == "broken"


def test_r06_an_attempt_without_an_answer_passes_too():
    run = Run(delivery="at-least-once", attempts=4).wants().tries(at=1)
    assert r06(run.says("failed", at=3)) == "broken"


@pytest.mark.parametrize(("code", "word"), [(131000, "broken"), (131026, "untested")])
def test_r06_a_later_failure_of_a_retryable_code_passes(code, word):
    run = Run(delivery="at-least-once", attempts=4).wants().tries(at=1).answers(at=1)
    run.status("failed", at=2, code=code, acked=2.1)
    assert r06(run.says("failed", at=3)) == word


def test_r06_an_accepted_message_is_no_refused_one():
    run = Run(delivery="at-least-once", attempts=4).wants().tries(at=1).answers(at=1)
    assert r06(run.says("failed", at=3)) == "untested"


@pytest.mark.parametrize(
    ("gave_up", "word"), [(5, "broken"), (30.3, "broken"), (30.5, "kept")], ids=str
)
def test_r06_the_declared_horizon_is_used_up_first(gave_up, word):
    run = refused(131000, attempts=None, horizon_s=32.0, gave_up=gave_up)
    assert r06(run) == word


def test_r06_the_time_left_is_for_more_than_the_next_wait():
    backoff = Backoff(base_s=1.0, factor=2.0, cap_s=60.0)
    run = refused(*[131000] * 5, attempts=None, horizon_s=36.0, backoff=backoff)
    assert r06(run) == "kept"


def test_r06_a_backoff_is_capped():
    backoff = Backoff(base_s=1.0, factor=2.0, cap_s=4.0)
    run = refused(*[131000] * 5, attempts=None, horizon_s=36.0, backoff=backoff)
    assert r06(run) == "broken"


def test_r06_without_a_declared_backoff_the_next_wait_is_twice_the_last():
    run = Run(delivery="at-least-once", horizon_s=60.0).wants()
    for at in (1, 5, 25):
        run.tries(at=at).answers(at=at, code=131000)
    assert r06(run.says("failed", at=25)) == "kept"


@pytest.mark.parametrize(("code", "word"), [(131048, "kept"), (131000, "broken")])
def test_r06_a_wait_longer_than_the_horizon_excuses(code, word):
    run = Run(delivery="at-least-once", horizon_s=60.0).wants().tries(at=1).answers(at=1)
    run.status("failed", at=2, code=code, acked=2.1)
    assert r06(run.says("failed", at=3)) == word


@pytest.mark.parametrize(("wait_s", "word"), [(90, "kept"), (5, "broken")])
def test_r06_so_does_a_retry_after(wait_s, word):
    run = refused(131000, attempts=None, horizon_s=60.0)
    assert r06(run.with_answer(retry_after_s=wait_s)) == word


def test_r06_a_code_that_the_catalog_lacks_asks_for_no_wait():
    run = refused(131000, attempts=None, horizon_s=60.0)
    assert r06(run.with_answer(code=999)) == "broken"


@pytest.mark.parametrize(("deadline", "word"), [(4, "kept"), (40, "broken")])
def test_r06_a_deadline_before_the_next_attempt_excuses(deadline, word):
    run = Run(delivery="at-least-once", attempts=4).wants(deadline=deadline * 1_000_000)
    run.tries(at=1).answers(at=1, code=131000)
    assert r06(run.says("failed", at=3)) == word


def unconnected(seen, **policy):
    run = Run(delivery="at-least-once", **policy).wants()
    for place in range(seen):
        run.sees("error", at=1 + place)
    return run.says("failed", at=2 + seen)


@pytest.mark.parametrize(("seen", "word"), [(4, "untested"), (2, "broken"), (0, "undecided")])
def test_r06_refused_connections_count_by_what_the_sender_saw(seen, word):
    assert r06(unconnected(seen, attempts=4)) == word


def test_r06_what_transport_and_sender_both_noted_is_one_attempt():
    run = Run(delivery="at-least-once", attempts=2).wants().tries(at=1).answers(at=1, code=131000)
    assert r06(run.sees("error", at=1).sees("error", at=1).says("failed", at=2)) == "broken"


def test_r06_refused_connections_use_up_the_horizon_too():
    assert r06(unconnected(60, horizon_s=60.0)) == "untested"


def test_r06_without_any_intent_the_horizon_begins_at_the_end():
    run = Run(delivery="at-least-once", horizon_s=60.0).says("failed", at=100)
    assert r06(run) == "undecided"


def test_r06_the_story_says_what_was_left():
    run = refused(131000, horizon_s=60.0).quiet(at=5000, waited=4000)
    stories = [story for story in run.judge().stories if story.invariant == "R06"]
    assert stories[0].sentence.startswith("the sender gave up after 1 API call, though")
    assert stories[0].sentence.endswith("it declares 4 attempts within 60 s")
