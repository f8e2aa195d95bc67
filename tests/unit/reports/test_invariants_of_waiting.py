"""Bounds and windows, R14 and R20: what breaks them, and its nearest legal neighbour."""

import pytest
from ledgers import Run


def test_r14_more_attempts_than_declared_are_broken():
    run = Run(attempts=1).wants().tries(at=1).answers(at=1, code=131000)
    assert run.tries(at=3).answers(at=3).quiet().word("R14") == "broken"


def test_r14_attempts_beyond_the_horizon_are_broken():
    run = Run(horizon_s=5.0).wants().tries(at=1).answers(at=1, code=131000)
    assert run.tries(at=7).answers(at=7).quiet().word("R14") == "broken"


def test_r14_within_both_bounds_is_kept():
    run = Run(attempts=2, horizon_s=5.0).wants().tries(at=1).answers(at=1, code=131000)
    assert run.tries(at=6).answers(at=6).quiet().word("R14") == "kept"


DAY = 86_400.0


def window(seconds, *, inbound=True, failed=True):
    run = Run()
    if inbound:
        run.inbound(at=1, acked=1.1)
    run.wants(at=2).tries(at=1 + seconds).answers(at=1 + seconds)
    if failed:
        run.status("failed", at=2 + seconds, code=131047)
    return run.quiet(at=3 * DAY)


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (window(DAY + 10), "broken"),
        (window(DAY - 10), "kept"),
        (window(DAY + 1), "undecided"),
        (window(10, inbound=False), "broken"),
        (window(10, inbound=False, failed=False), "kept"),
    ],
    ids=["a day and more", "within", "at the edge", "never wrote", "provider let it through"],
)
def test_r20_the_window(run, word):
    assert run.word("R20") == word


def test_r20_a_window_error_in_the_answer_counts_too():
    run = Run().wants().tries(at=1).answers(at=1, code=131047).quiet()
    assert run.word("R20") == "broken"


@pytest.mark.parametrize(
    ("wrote", "word"),
    [
        ({"acked": DAY + 500}, "kept"),
        ({}, "broken"),
        ({"acked": DAY + 500, "recipient": "15550100009"}, "broken"),
        ({"acked": DAY + 500, "recipient": "other", "person": "+15550100001"}, "kept"),
    ],
    ids=["acked", "never acked", "somebody else", "another form of the number"],
)
def test_r20_the_last_message_that_the_sender_acknowledged_counts(wrote, word):
    run = Run().writes(at=DAY, event="in2", **wrote).wants(at=2)
    run.tries(at=DAY + 100).answers(at=DAY + 100, code=131047)
    assert run.quiet(at=3 * DAY).word("R20") == word


def test_r20_the_clock_starts_when_the_customer_wrote_and_not_at_the_webhook():
    run = Run().writes(at=1, event="in2", acked=7200).wants(at=2)
    run.tries(at=DAY + 60).answers(at=DAY + 60, code=131047)
    assert run.quiet(at=3 * DAY).word("R20") == "broken"


def test_r20_the_story_shows_the_customers_last_message():
    (story,) = window(DAY + 10).judge().stories
    assert [line.kind for line in story.lines] == ["inbound", "attempt", "answer"]
    assert story.lines[0].t == 1_000_000
