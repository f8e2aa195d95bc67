"""R24: what breaks it, its nearest legal neighbours, and what leaves it open."""

import pytest
from ledgers_long import LongRun

from windtunnel.domain.policy import Policy

DAY = 86_400.0
NEARLY_A_WEEK = 6 * DAY + 23 * 3600


def sent_twice_and_late():
    """'delivered' overtakes 'sent', which comes a second time; all is applied as it should be."""
    run = LongRun().wants().tries(at=1).answers(at=1.1)
    run.status("sent", at=1.2).status("delivered", at=1.3)
    run.delivers("m1:delivered", at=2).effect("m1:delivered", "delivered", at=1.999)
    run.delivers("m1:sent", at=3).effect("m1:sent", "delivered", at=2.999, noop=True)
    return run.delivers("m1:sent", at=4, attempt_no=2)


def test_a_webhook_again_and_out_of_order_is_kept():
    run = sent_twice_and_late().effect("m1:sent", "delivered", at=3.999, noop=True)
    verdict = run.quiet().verdict("R24")
    assert (verdict.word, verdict.n) == ("kept", 2)
    assert verdict.counters == {"duplicates": 1, "events": 2, "inverted_pairs": 1}


@pytest.mark.parametrize("again", [5, 5 + NEARLY_A_WEEK], ids=["at once", "6 d 23 h later"])
def test_a_webhook_applied_twice_is_broken(again):
    run = sent_twice_and_late().effect("m1:delivered", "delivered", at=again)
    verdict = run.quiet(at=9 * DAY).verdict("R24")
    assert verdict.word == "broken"
    assert verdict.stories[0].sentence == "one webhook event was applied 2 times"


@pytest.mark.parametrize(
    ("ttl_s", "again", "word"),
    [
        (None, 7 * DAY, "kept"),
        (DAY, NEARLY_A_WEEK, "broken"),
        (DAY, 7 * DAY, "kept"),
        (8 * DAY, 7 * DAY, "broken"),
        (8 * DAY, 8 * DAY, "kept"),
    ],
    ids=["never comes", "forgot too soon", "shorter is no less", "claims more", "as claimed"],
)
def test_events_are_remembered_as_long_as_the_provider_repeats_them_or_as_declared(
    ttl_s, again, word
):
    run = sent_twice_and_late().effect("m1:delivered", "delivered", at=1.999 + again)
    run.policy = Policy(delivery="at-most-once", dedupe_ttl_s=ttl_s)
    assert run.quiet(at=9 * DAY).word("R24") == word


def test_each_application_is_held_against_the_one_before_it():
    run = sent_twice_and_late().effect("m1:delivered", "delivered", at=8 * DAY)
    run.effect("m1:delivered", "delivered", at=8 * DAY + 1)
    assert run.quiet(at=9 * DAY).word("R24") == "broken"


@pytest.mark.parametrize(("again", "is_said"), [(NEARLY_A_WEEK, True), (3600, False)])
def test_the_story_says_where_a_declared_memory_was_too_short(again, is_said):
    run = sent_twice_and_late().effect("m1:delivered", "delivered", at=2 + again)
    run.policy = Policy(delivery="at-most-once", dedupe_ttl_s=DAY)
    (story,) = run.quiet(at=9 * DAY).verdict("R24").stories
    said = "; it declares to remember for 86400 s, and the provider repeats for up to 7 days"
    assert (said in story.sentence) is is_said


def test_a_state_that_goes_back_is_broken_even_if_it_comes_forward_again():
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("delivered", at=1.2, acked=2)
    run.effect("m1:delivered", "delivered", at=2).status("sent", at=1.3, acked=3)
    run.effect("m1:sent", "sent", at=3).status("read", at=4, acked=4.1)
    verdict = run.effect("m1:read", "read", at=4.1).quiet().verdict("R24")
    assert verdict.word == "broken"
    assert "went back from delivered to sent" in verdict.stories[0].sentence


def test_effects_of_one_instant_are_taken_in_the_ledgers_order():
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("sent", at=1.2)
    run.status("delivered", at=1.3).effect("m1:delivered", "delivered", at=2)
    run.delivers("m1:delivered", at=2).effect("m1:sent", "sent", at=2).delivers("m1:sent", at=2)
    run.quiet()
    for seq, fact in enumerate(run.facts):
        fact.seq = seq
    assert run.word("R24") == "broken"


@pytest.mark.parametrize(
    ("after", "word"), [("sent", "broken"), ("delivered", "untested")], ids=["sent", "delivered"]
)
def test_failed_is_final_unless_delivered(after, word):
    run = LongRun().wants().tries(at=1).answers(at=1.1)
    run.status("failed", at=1.2, code=131026, acked=2).effect("m1:failed", "failed", at=2)
    run.status(after, at=1.3, acked=3).effect(f"m1:{after}", after, at=3)
    assert run.quiet().word("R24") == word


def test_a_state_word_of_the_senders_own_goes_nowhere():
    run = sent_twice_and_late().status("read", at=4, acked=5)
    run.effect("m1:read", "archived", at=5)
    verdict = run.quiet().verdict("R24")
    assert "stayed at archived" in verdict.stories[0].sentence


def test_the_last_state_is_the_furthest_acknowledged():
    run = sent_twice_and_late().status("read", at=4, acked=5).quiet()
    assert run.word("R24") == "broken"


def test_what_was_not_acknowledged_is_not_asked_for():
    run = sent_twice_and_late().status("read", at=4).quiet()
    assert run.word("R24") == "kept"


def test_what_came_with_a_wrong_signature_is_not_asked_for():
    run = sent_twice_and_late().status("read", at=4).delivers("m1:read", at=5, signed="bad")
    assert run.quiet().word("R24") == "kept"


def test_an_acknowledged_message_without_any_effect_is_broken():
    run = sent_twice_and_late().wants(1).tries(at=5).answers(at=5.1)
    verdict = run.status("sent", at=5.2, acked=6).quiet().verdict("R24")
    assert "it had no effect" in verdict.stories[0].sentence


def test_a_sender_that_reports_no_effects_is_not_asked_for_them():
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("sent", at=1.2, acked=2)
    assert run.quiet().word("R24") == "untested"


def after_a_crash(*, noop_at):
    """The write of 'read' survived a crash, its report did not; 'delivered' comes later."""
    run = sent_twice_and_late().status("read", at=4).crashes(at=4.5, restart=5)
    run.delivers("m1:read", at=6).effect("m1:read", "read", at=noop_at, noop=True)
    return run.quiet()


def test_the_first_noop_after_a_restart_is_the_effect():
    assert after_a_crash(noop_at=6).word("R24") == "kept"


def test_a_noop_before_the_crash_is_not():
    assert after_a_crash(noop_at=4.2).word("R24") == "broken"


def test_before_it_is_quiet_an_effect_may_yet_come():
    assert sent_twice_and_late().status("read", at=4, acked=5).word("R24") == "undecided"


def test_a_sender_that_stayed_dead_leaves_it_undecided():
    run = sent_twice_and_late().status("read", at=4, acked=5).crashes(at=5.1).quiet()
    assert run.word("R24") == "undecided"


def texts():
    run = sent_twice_and_late().writes("in1", at=5).delivers("in1", at=6)
    return run.effect("in1", "read", at=6).writes("in2", at=7)


def test_an_acknowledged_text_without_effect_is_broken():
    verdict = texts().delivers("in2", at=8).quiet().verdict("R24")
    assert verdict.word == "broken"
    assert verdict.stories[0].intent is None


def test_a_text_that_was_not_acknowledged_is_not_asked_for():
    assert texts().delivers("in2", at=8, http=500).quiet().word("R24") == "kept"


def test_an_acknowledged_text_whose_effect_may_yet_come_is_undecided():
    assert texts().delivers("in2", at=8).word("R24") == "undecided"


def test_an_effect_of_an_event_that_was_never_pushed_is_no_duplicate():
    run = sent_twice_and_late().effect("tick", "tick", at=5).effect("tick", "tick", at=6)
    assert run.quiet().word("R24") == "kept"


def test_what_is_of_one_event_is_told_beside_what_is_of_a_message():
    run = texts().effect("in1", "read", at=9).quiet()
    stories = run.judge().stories
    assert [(story.invariant, story.intent) for story in stories] == [("R03", 0), ("R24", None)]
