"""R03 where a provider tells no failures: who does not ask loses messages silently."""

import pytest
from ledgers import us
from ledgers_queue import OTHER, QueueRun

from windtunnel.domain.facts import NumberStateFact, TokenFact

DAY = 86_400.0


def expired(**policy):
    return QueueRun(**policy).wants().queues(at=1).says("accepted", at=1).fails(at=DAY)


def story(run):
    return run.verdict("R03").stories[0]


def test_a_message_that_expired_unheard_and_stays_accepted_is_lost():
    run = expired().quiet(at=2 * DAY)
    assert run.word("R03") == "broken"
    assert story(run).sentence == "the message failed and nobody was told: its sender never asked"


def test_the_story_says_how_it_ended():
    lines = [line.text for line in story(expired().quiet(at=2 * DAY)).lines]
    assert "the message ends as 'failed' (code 22), which no webhook tells" in lines


@pytest.mark.parametrize("state", ["failed", "expired", "unknown", "cancelled"])
def test_a_sender_that_says_so_at_last_has_kept_it(state):
    assert expired().says(state, at=DAY + 60).quiet(at=2 * DAY).word("R03") == "kept"


def test_a_message_that_arrived_is_not_lost():
    assert expired().arrives(at=DAY + 1).quiet(at=2 * DAY).word("R03") == "kept"


def test_a_failure_that_a_webhook_tells_is_not_judged_here():
    run = QueueRun(both=True).wants().tries(at=1).answers(at=1).says("accepted", at=1)
    assert run.status("failed", at=2, code=131026).quiet(at=DAY).word("R03") == "kept"


def test_a_message_without_a_catalog_is_not_judged_here():
    run = expired().quiet(at=2 * DAY)
    run.facts = run.facts[1:]
    assert run.word("R03") == "kept"


def test_what_waits_yet_is_not_lost():
    run = expired().queues(at=DAY + 5, message="m2").quiet(at=2 * DAY)
    assert run.word("R03") == "kept"


def test_what_was_queued_again_and_left_is_not_lost():
    run = expired().queues(at=DAY + 5, message="m1").status("sent", at=DAY + 6, message="m1")
    assert run.quiet(at=2 * DAY).word("R03") == "kept"


def test_what_failed_in_the_settling_came_after_the_end():
    run = QueueRun().wants().queues(at=1).says("accepted", at=1).fails(at=DAY, settled=True)
    assert run.quiet(at=500).word("R03") == "kept"


def test_who_clears_its_queue_and_still_says_accepted_has_lost_it():
    run = QueueRun().wants().queues(at=1).says("accepted", at=1).fails(at=5, status="cleared")
    assert run.quiet().word("R03") == "broken"


def test_unknown_alone_is_an_end_for_what_failed_unheard():
    run = QueueRun().wants().queues(at=1).says("unknown", at=1).fails(at=DAY)
    assert run.quiet(at=2 * DAY).word("R03") == "kept"


def test_unknown_of_what_was_accepted_and_did_not_fail_is_none():
    assert QueueRun().wants().queues(at=1).says("unknown", at=1).quiet().word("R03") == "broken"


def test_a_sender_that_declares_when_it_asks_is_held_to_it():
    run = expired(polls_within_s=60.0).says("expired", at=DAY + 61).quiet(at=2 * DAY)
    assert run.word("R03") == "broken"
    assert story(run).sentence.endswith("noticed too late; it declares to ask within 60 s")


def test_a_sender_that_asks_in_time_keeps_it():
    run = expired(polls_within_s=60.0).says("expired", at=DAY + 60).quiet(at=2 * DAY)
    assert run.word("R03") == "kept"


def test_a_run_that_ended_before_the_sender_had_to_ask_leaves_it_open():
    assert expired(polls_within_s=60.0).quiet(at=DAY + 30).word("R03") == "undecided"
    assert expired(polls_within_s=60.0).quiet(at=DAY + 60).word("R03") == "broken"


def test_a_failure_after_the_end_of_the_run_leaves_it_open():
    assert expired().quiet(at=DAY - 1).word("R03") == "undecided"


def test_a_run_that_never_came_to_rest_leaves_it_open():
    assert expired(polls_within_s=60.0).word("R03") == "undecided"
    assert expired().word("R03") == "undecided"


def test_a_late_word_in_a_run_that_did_not_come_to_rest_leaves_it_open():
    run = expired(polls_within_s=60.0).says("expired", at=DAY + 61)
    assert run.word("R03") == "undecided"


def test_a_crash_in_between_excuses_a_late_word():
    run = expired(polls_within_s=60.0).crashes(at=DAY + 1, restart=DAY + 90)
    assert run.says("expired", at=DAY + 100).quiet(at=2 * DAY).word("R03") == "kept"


@pytest.mark.parametrize(("until", "word"), [(DAY + 50, "kept"), (DAY - 1, "broken")])
def test_a_fault_that_may_have_kept_it_from_asking_excuses_a_late_word(until, word):
    run = expired(polls_within_s=60.0).fault(at=DAY - 10, until=until)
    assert run.says("expired", at=DAY + 100).quiet(at=2 * DAY).word("R03") == word


def turned(at, state):
    return NumberStateFact(t=us(at), number=OTHER, state=state)


def token(at, state, *, name="main", provider=""):
    return TokenFact(t=us(at), token=name, state=state, provider=provider)


MINE = {"name": "mine", "provider": "queues"}
THEIRS = {"name": "theirs", "provider": "toy"}


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ([turned(5, "stopped")], "kept"),
        ([token(5, "invalid")], "kept"),
        ([turned(5, "stopped"), turned(2 * DAY, "connected")], "kept"),
        ([turned(5, "stopped"), turned(DAY + 60, "connected")], "broken"),
        ([turned(5, "stopped"), turned(6, "connected")], "broken"),
        ([turned(5, "logged_out"), turned(DAY + 60, "stopped")], "broken"),
        ([token(5, "invalid"), token(DAY + 60, "valid")], "broken"),
        ([turned(5, "stopped"), token(DAY + 1, "invalid"), turned(DAY + 2, "connected")], "kept"),
    ],
    ids=["stopped", "revoked", "to the end", "paid", "before", "after", "rotated", "both"],
)
def test_who_could_not_ask_has_lost_nothing(facts, word):
    run = expired(polls_within_s=15.0)
    run.facts += facts
    assert run.quiet(at=2 * DAY).word("R03") == word


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ([token(5, "invalid", **THEIRS)], "broken"),
        ([token(5, "invalid", **MINE), token(6, "valid", **THEIRS)], "kept"),
        ([token(5, "valid", **MINE), token(6, "invalid", name="old")], "broken"),
        ([token(5, "invalid", **MINE), token(6, "expired")], "kept"),
    ],
    ids=["not its provider's", "another's is valid", "a newer one is valid", "none is left"],
)
def test_only_a_token_of_its_provider_answers_a_question(facts, word):
    run = expired(polls_within_s=15.0)
    run.facts += facts
    assert run.quiet(at=2 * DAY).word("R03") == word


def test_one_of_two_numbers_that_is_stopped_keeps_its_state():
    run = expired().queues(at=2).with_attempt(number="q2").fails(at=DAY).says("accepted", at=2)
    other = NumberStateFact(t=us(6), number="q2", state="connected")
    run.facts += [turned(5, "stopped"), other]
    assert run.quiet(at=2 * DAY).word("R03") == "kept"


def dead_early(**policy):
    run = QueueRun(polls_within_s=60.0, **policy).wants().queues(at=1).says("accepted", at=1)
    return run.fails(at=5)


@pytest.mark.parametrize(("drained", "word"), [(185, "undecided"), (230, "broken")])
def test_the_time_to_ask_counts_from_the_end_of_an_outage(drained, word):
    run = dead_early().fault(at=4, until=170, fault="connect-refused")
    assert run.quiet(at=drained).word("R03") == word


@pytest.mark.parametrize(("drained", "word"), [(95, "undecided"), (140, "broken")])
def test_the_time_to_ask_counts_from_a_restart(drained, word):
    run = dead_early().crashes(at=6, restart=80)
    assert run.quiet(at=drained).word("R03") == word


def test_an_outage_that_begins_within_the_time_after_another_counts_too():
    run = dead_early().fault(at=4, until=20, fault="wire").fault(at=75, until=100, fault="wire")
    assert run.quiet(at=159).word("R03") == "undecided"


def test_an_outage_after_the_time_was_over_excuses_nobody():
    run = dead_early().fault(at=65, until=170, fault="wire")
    assert run.quiet(at=185).word("R03") == "broken"


def test_a_fault_that_leaves_questions_alone_excuses_no_silence():
    run = dead_early().fault(at=4, until=170, fault="webhook-lost")
    assert run.quiet(at=185).word("R03") == "broken"


def test_another_numbers_state_excuses_nobody():
    run = expired()
    run.facts.append(NumberStateFact(t=us(5), number="q2", state="stopped"))
    assert run.quiet(at=2 * DAY).word("R03") == "broken"
