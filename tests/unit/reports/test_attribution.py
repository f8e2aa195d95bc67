"""Whose is a call without a marker? Each breach planted, with the legal run beside it."""

import pytest
from ledgers import us
from ledgers_unmarked import ARMED, OTHER, THIRD, Unmarked

from windtunnel.domain.facts import UnreadFact
from windtunnel.domain.marker import marker_of
from windtunnel_reports.cases import Cases
from windtunnel_reports.context import Context
from windtunnel_reports.gates import evaluate
from windtunnel_reports.invariants.r07_right_content import RightContent
from windtunnel_reports.metrics import Metrics
from windtunnel_reports.story import compose

ALL = ("R01", "R02", "R03", "R07")


def two_customers(**more):
    return Unmarked(**more).wants(0, at=0).wants(1, at=0, recipient=OTHER)


def two_at_once():
    """Two messages of one template for one customer, three seconds apart."""
    return Unmarked().wants(12, at=0).wants(40, at=3)


def test_a_correct_service_that_writes_its_own_text_is_kept():
    run = two_customers().silent(at=1).calls(at=2, recipient=OTHER, text="b").quiet()
    assert run.words(*ALL) == ("kept", "kept", "kept", "kept")
    assert run.judge().counts["unmatched_attempts"] == 0


def test_a_blind_retry_is_told_as_got_it_twice():
    run = two_customers().silent(at=1).calls(at=4).calls(at=2, recipient=OTHER).quiet()
    assert run.words("R02", "R03") == ("broken", "kept")
    assert run.sentence("R02").startswith("the customer got the same message 2 times")
    assert (run.judge().counts["duplicated"], run.judge().counts["lost"]) == (1, 0)


def test_a_second_copy_in_other_words_is_a_second_copy_where_nobody_lacks_one():
    run = two_customers().silent(at=1).calls(at=4, text="hi again")
    assert run.calls(at=2, recipient=OTHER).quiet().words("R02", "R07") == ("broken", "kept")


def test_sending_again_what_is_known_is_told_by_recipient():
    run = Unmarked(client_timeout_s=5.0).wants(0).calls(at=1).calls(at=2).quiet()
    assert run.words("R01") == ("broken",)


def test_a_dropped_message_is_lost():
    run = two_customers().calls(at=1).quiet()
    assert run.words("R02", "R03", "R07") == ("untested", "broken", "kept")
    assert run.judge().counts["lost"] == 1


def test_what_the_service_itself_refused_is_not_lost():
    run = Unmarked().wants(0, http=502).wants(1, recipient=OTHER).calls(at=1, recipient=OTHER)
    assert run.quiet().words("R03", "R07") == ("kept", "kept")


def test_the_arming_message_is_of_nobody():
    run = Unmarked().calls(at=0.1, recipient=ARMED).wants(0, at=1).calls(at=2).quiet()
    judged = run.judge()
    assert (judged.counts["attempts"], judged.counts["unmatched_attempts"]) == (1, 0)


def test_a_call_that_bears_a_marker_all_the_same_is_its_intents():
    run = Unmarked().wants(0, at=0).wants(1, at=1).calls(at=2, marker=marker_of(1))
    assert run.calls(at=3, text="b").quiet().words("R02", "R03") == ("untested", "kept")


def test_with_two_texts_two_messages_are_kept_whichever_is_which():
    run = two_at_once().silent(at=4, text="b").calls(at=5, text="a").quiet()
    assert run.words(*ALL) == ("kept", "kept", "kept", "kept")


def test_a_text_that_came_twice_is_one_of_two_messages():
    run = two_at_once().silent(at=1, text="a").calls(at=4, text="b").calls(at=5, text="a").quiet()
    assert run.words("R02", "R03") == ("broken", "kept")
    assert run.sentence("R02").startswith("one of messages 12, 40: the customer got")


def test_who_words_its_tries_differently_is_not_told_by_its_texts():
    run = two_at_once().calls(at=4, text="b").calls(at=5, text="a").wants(50, recipient=OTHER)
    run.refused(at=6, code=131016, recipient=OTHER, text="c").calls(at=7, recipient=OTHER)
    assert run.quiet().words("R02", "R03") == ("undecided", "undecided")
    assert "words its tries differently" in run.why("R02")


def test_one_text_twice_for_two_messages_is_not_guessed_at():
    run = two_at_once().silent(at=1).calls(at=5).quiet()
    assert run.words("R01", "R02", "R03") == ("undecided", "undecided", "undecided")
    assert "messages 12, 40 were open at once" in run.why("R03")
    assert run.judge().counts["duplicated"] == 0


def test_one_call_for_two_promised_messages_is_one_lost():
    run = two_at_once().calls(at=5).quiet()
    assert run.words("R02", "R03") == ("untested", "broken")
    assert run.sentence("R03").startswith("one of messages 12, 40: 2 were promised")
    assert run.judge().counts["lost"] == 1


def test_no_call_for_two_promised_messages_is_two_lost():
    assert two_at_once().quiet().judge().counts["lost"] == 2


def test_a_refusal_for_good_is_an_end():
    run = two_at_once().refused(at=1, code=131026).calls(at=5).quiet()
    assert run.words("R03") == ("undecided",)


def test_three_copies_of_one_text_for_two_messages_are_one_too_many():
    run = two_at_once().silent(at=1).calls(at=5).calls(at=6).quiet()
    assert run.words("R02") == ("broken",)
    assert run.judge().counts["duplicated"] == 1


def test_a_lost_answer_allows_one_more_copy_at_least_once():
    run = Unmarked(delivery="at-least-once").wants(12).wants(40, at=3)
    assert run.silent(at=4).calls(at=5).calls(at=6).quiet().words("R02") == ("undecided",)


def test_a_group_before_quiet_is_undecided():
    run = two_at_once().calls(at=5).quiet(step="drain_timeout")
    assert run.words("R03") == ("undecided",)


def test_messages_further_apart_than_the_horizon_are_told_apart():
    run = Unmarked().wants(0, at=0).wants(1, at=20).silent(at=1).calls(at=4).calls(at=21).quiet()
    assert run.words("R02", "R03") == ("broken", "kept")
    assert not run.sentence("R02").startswith("one of")


def test_without_a_horizon_a_second_message_is_never_told_apart():
    run = Unmarked(horizon_s=None).wants(0, at=0).wants(1, at=500).calls(at=1).calls(at=501)
    assert run.quiet().words("R03") == ("undecided",)


@pytest.mark.parametrize("late", ["a", "b"])
def test_a_call_long_after_its_horizon_is_no_second_copy_of_the_next_message(late):
    run = Unmarked().wants(0, at=0).wants(1, at=20).refused(at=1, code=131016, text=late)
    run.calls(at=21, text="a").calls(at=22, text="b").quiet()
    assert run.words("R02", "R03") == ("untested", "kept")


def test_a_copy_too_many_long_after_is_one_of_both():
    run = Unmarked().wants(0, at=0).wants(1, at=20).calls(at=1).silent(at=21).calls(at=22)
    assert run.quiet().words("R02") == ("broken",)
    assert run.sentence("R02").startswith("one of messages 0, 1")


def test_two_texts_for_one_customer_and_none_for_another_may_have_gone_astray():
    run = two_customers().calls(at=1, text="a").silent(at=2, text="b").quiet()
    assert run.words("R02", "R03", "R07") == ("undecided", "broken", "undecided")
    assert "no call came for message 1" in run.why("R07")


def test_three_texts_for_two_messages_and_none_for_another_may_have_gone_astray():
    run = two_at_once().wants(50, recipient=OTHER)
    for at, text in enumerate(("a", "b", "c"), 4):
        run.calls(at=at, text=text)
    assert run.quiet().words("R02", "R03", "R07") == ("broken", "broken", "undecided")


def test_a_call_for_a_stranger_may_be_the_message_that_nobody_got():
    run = two_customers().calls(at=1).calls(at=2, recipient=THIRD).quiet()
    assert run.words("R03", "R07") == ("broken", "undecided")
    assert run.judge().counts["unmatched_attempts"] == 1


def test_a_call_for_a_stranger_of_another_template_is_none_of_these():
    run = two_customers().calls(at=1).calls(at=2, recipient=THIRD, template="alert").quiet()
    assert run.words("R03", "R07") == ("broken", "kept")


def test_a_call_for_a_stranger_is_nothing_where_nobody_lacks_one():
    run = two_customers().calls(at=1).calls(at=2, recipient=OTHER).calls(at=3, recipient=THIRD)
    assert run.quiet().words("R03", "R07") == ("kept", "kept")


def test_a_message_under_another_template_is_not_called_lost():
    run = Unmarked().wants(0).calls(at=1, template="other").quiet()
    assert run.words("R03") == ("undecided",)
    assert "names no message" in run.why("R03")


def test_a_call_before_its_message_was_wanted_is_none_of_it():
    run = Unmarked().wants(0, at=5).calls(at=1).quiet()
    assert run.words("R03") == ("undecided",)


def test_a_call_that_cannot_be_read_may_be_anybodys():
    run = two_customers().calls(at=1).tries(at=2, recipient=None).answers(at=2, code=100).quiet()
    assert run.words("R03", "R07") == ("undecided", "undecided")
    assert "one that cannot be read" in run.why("R03")


def test_the_forms_of_one_number_are_one_customer():
    run = Unmarked().wants(0, recipient="551187654321").calls(at=1, recipient="5511987654321")
    assert run.quiet().words("R03") == ("kept",)


def test_in_opaque_data_the_marker_tells():
    run = two_customers(correlate="opaque").silent(at=1, opaque=f"ref-{marker_of(0)}")
    run.calls(at=2, opaque=f"ref-{marker_of(0)}").calls(at=3, opaque=marker_of(1), recipient=OTHER)
    assert run.quiet().words("R02", "R03") == ("broken", "kept")
    assert run.judge().counts["duplicated"] == 1


def test_in_opaque_data_a_marker_elsewhere_tells_nothing():
    run = Unmarked(correlate="opaque").wants(0).calls(at=1, marker=marker_of(0)).quiet()
    assert run.words("R03") == ("undecided",)
    assert run.judge().counts["unmatched_attempts"] == 1


def test_the_order_of_messages_that_cannot_be_told_apart_is_not_judged():
    run = Unmarked(ordering=True).wants(12, order_key="k").wants(40, at=3, order_key="k")
    run.calls(at=4, text="b").calls(at=5, text="a")
    assert run.quiet().words("R23") == ("undecided",)


def test_who_reports_outcomes_says_itself_whose_each_is():
    run = two_at_once().calls(at=5).says("accepted", at=6).quiet()
    run.reports = ("outcome",)
    assert run.words("R03") == ("broken",)


def test_an_outcome_that_cannot_be_read_is_no_loss():
    run = Unmarked().wants(0).calls(at=1)
    run.reports = ("outcome",)
    run.facts.append(UnreadFact(t=us(3), intent=0, why="its state is 'snet'", said="snet"))
    run.facts.append(UnreadFact(t=us(3), intent=None, why="nobody knows id 7"))
    assert run.quiet().words("R03") == ("undecided",)
    assert "its state is 'snet'" in run.why("R03")


def test_the_story_of_a_group_has_the_webhooks_of_both():
    run = two_at_once().silent(at=4).status("sent", at=5, acked=5.1)
    run.silent(at=6).status("sent", at=7, acked=7.1)
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    assert [t for t, _ in cases.together(cases.untold[0]).acks] == [us(5.1), us(7.1)]


@pytest.mark.parametrize(
    ("gate", "word"),
    [("duplicated == 0", "undecided"), ("lost > 0", "failed"), ("attempts == 2", "passed")],
)
def test_a_count_that_rests_on_a_guess_is_undecided(gate, word):
    run = two_at_once().silent(at=1).calls(at=5).quiet()
    judged = run.judge()
    metrics = Metrics(rows=(), acks=(), counts=judged.counts)
    (result,) = evaluate([gate], metrics, judged)
    assert result.word == word


def test_a_breach_with_a_story_of_its_own_is_a_doubt_where_it_would_be_a_guess():
    run = two_at_once().silent(at=1).calls(at=5).quiet()
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    context = Context(cases=cases, policy=run.policy, reports=frozenset(), delta_us=0)
    fold = RightContent(context)
    fold.record(12, compose("R07", "wrong", ()))
    assert (fold.breaches, sum(fold.doubts.values())) == (0, 1)


def test_a_group_that_was_promised_nothing_has_lost_nothing():
    run = Unmarked().wants(12, http=502).wants(40, at=3, http=502).calls(at=4).quiet()
    assert run.words("R03") == ("kept",)


def test_a_refused_call_after_an_accepted_one_may_be_either_messages():
    run = two_at_once().calls(at=4).refused(at=5, code=131016).quiet()
    assert run.words("R01", "R02") == ("undecided", "untested")


def test_which_text_was_promised_is_not_guessed():
    run = Unmarked().wants(12, at=0).wants(40, at=1, http=502)
    run.refused(at=2, code=131016, text="b").calls(at=3, text="a")
    assert run.quiet().words("R03") == ("undecided",)


def test_a_deadline_of_one_of_two_messages_is_not_guessed():
    run = Unmarked().wants(12, at=0, deadline=us(1)).wants(40, at=0.5)
    run.calls(at=2, text="a").calls(at=3, text="b")
    assert run.quiet().words("R22") == ("undecided",)
    assert "it is one of messages 12, 40, and nobody can tell which" in run.why("R22")


def test_keys_that_may_have_ended_leave_the_copies_of_a_group_open():
    run = Unmarked(delivery="provider-idempotent", key_ttl_s=20.0).wants(12).wants(40, at=3)
    run.silent(at=4).calls(at=5).calls(at=6)
    assert run.quiet().words("R02") == ("undecided",)
