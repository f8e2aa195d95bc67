"""R25: what breaks it, its nearest legal neighbours, and what leaves it open."""

import pytest
from ledgers_long import LongRun


def forged(*, signed="bad", at=2.0, http=403):
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("sent", at=1.2)
    return run.delivers("m1:sent", at=at, signed=signed, http=http)


def test_a_forged_webhook_that_is_applied_is_broken():
    verdict = forged(http=200).effect("m1:sent", "sent", at=2).quiet().verdict("R25")
    assert verdict.word == "broken"
    assert "wrong signature" in verdict.stories[0].lines[1].text


def test_a_forged_webhook_that_is_refused_is_kept():
    assert forged().quiet().verdict("R25").counters == {"tempted": 1, "wrong_signatures": 1}


def test_a_forged_webhook_that_changes_nothing_is_kept():
    run = forged().effect("m1:sent", "sent", at=2, noop=True)
    assert run.quiet().word("R25") == "kept"


@pytest.mark.parametrize(
    ("at", "ms", "word"),
    [(1.9, 5.0, "kept"), (9.0, 7500.0, "kept"), (9.0, 5.0, "broken")],
    ids=["before it", "over it", "after it"],
)
def test_a_true_delivery_beside_the_forged_one_accounts_for_the_effect(at, ms, word):
    run = forged().delivers("m1:sent", at=at, ms=ms).effect("m1:sent", "sent", at=2)
    assert run.quiet().word("R25") == word


def test_an_effect_before_any_delivery_is_no_ones():
    assert forged().effect("m1:sent", "sent", at=1.3).quiet().word("R25") == "kept"


def slow(ms, **policy):
    run = LongRun(**policy).wants().tries(at=1).answers(at=1.1).status("sent", at=1.2)
    return run.delivers("m1:sent", at=9, ms=ms).effect("m1:sent", "sent", at=9)


@pytest.mark.parametrize(
    ("ms", "word"), [(5001.0, "broken"), (5000.0, "untested")], ids=["too late", "just in time"]
)
def test_an_acknowledgement_after_the_deadline_is_broken(ms, word):
    assert slow(ms, ack_deadline_s=5.0).quiet().word("R25") == word


def test_the_tolerance_is_added_to_the_deadline():
    assert slow(5001.0, ack_deadline_s=5.0).quiet().verdict("R25", delta_us=1_000).broken == 0


def test_without_a_declared_deadline_nothing_is_late():
    assert slow(7000.0).quiet().word("R25") == "untested"


def test_a_delivery_that_the_sender_died_of_is_not_late():
    run = slow(7000.0, ack_deadline_s=5.0).crashes(at=5, restart=6)
    assert run.quiet().verdict("R25").broken == 0


def acked_then_crashed(*, restart=8.0):
    """'sent' is applied; 'delivered' is acknowledged at 5 s, and the sender crashes at 6 s."""
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("sent", at=1.2, acked=2)
    run.effect("m1:sent", "sent", at=2).status("delivered", at=4, acked=5)
    return run.crashes(at=6, restart=restart)


def test_an_acknowledged_webhook_lost_in_a_crash_is_broken():
    verdict = acked_then_crashed().quiet().verdict("R25")
    assert (verdict.word, verdict.counters["crashes_after_ack"]) == ("broken", 2)


@pytest.mark.parametrize("at", [4.9, 9.0], ids=["before the crash", "after the restart"])
def test_an_effect_before_or_after_the_crash_is_kept(at):
    run = acked_then_crashed().effect("m1:delivered", "delivered", at=at)
    assert run.quiet().word("R25") == "kept"


def test_a_sender_that_stayed_away_leaves_it_undecided():
    assert acked_then_crashed(restart=None).quiet().word("R25") == "undecided"


def test_before_it_is_quiet_the_effect_may_yet_come():
    assert acked_then_crashed().word("R25") == "undecided"


def test_an_acknowledgement_after_the_crash_is_not_put_to_the_test():
    run = LongRun().wants().tries(at=1).answers(at=1.1).crashes(at=2, restart=3)
    run.status("sent", at=3.5, acked=4).effect("m1:sent", "sent", at=4)
    assert run.quiet().word("R25") == "untested"


def test_what_was_never_acknowledged_may_be_lost():
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("sent", at=1.2)
    run.delivers("m1:sent", at=2, http=None).crashes(at=3, restart=4)
    assert run.quiet().word("R25") == "untested"


@pytest.mark.parametrize(
    ("reports_texts", "word"), [(True, "broken"), (False, "kept")], ids=["reported", "never"]
)
def test_texts_are_asked_for_where_the_sender_reports_those_of_texts(reports_texts, word):
    run = acked_then_crashed().effect("m1:delivered", "delivered", at=5)
    run.writes("in1", at=2).delivers("in1", at=3).writes("in2", at=9).delivers("in2", at=9.5)
    if reports_texts:
        run.effect("in2", "read", at=9.5)
    assert run.quiet().word("R25") == word


def test_events_of_neither_texts_nor_messages_are_not_asked_for():
    run = acked_then_crashed().effect("m1:delivered", "delivered", at=5)
    assert run.delivers("template:paused", at=3).quiet().word("R25") == "kept"


def test_who_acknowledges_a_forged_webhook_has_learnt_nothing_by_it():
    run = LongRun().wants().tries(at=1).loses_answer(at=1.1).status("sent", at=1.2)
    run.delivers("m1:sent", at=2, signed="bad").tries(at=3).answers(at=3.1)
    assert run.quiet().word("R01") == "kept"
