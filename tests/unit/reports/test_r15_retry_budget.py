"""R15: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers_long import LongRun


def minute(*, retried, count=100, fails=((131000, 1.0),), **policy):
    """A minute of first attempts, the first few of which are tried again."""
    given = {"retry_budget": 0.1, **policy}
    every = 30 / count
    run = LongRun(**given)
    run.many(count, every=every, fails=lambda place: fails if place < retried else ())
    return run.quiet()


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (minute(retried=10), "kept"),
        (minute(retried=11), "broken"),
        (minute(retried=11, retry_budget_floor=1), "kept"),
        (minute(retried=12, retry_budget_floor=1), "broken"),
        (minute(retried=99, count=99), "untested"),
        (minute(retried=100, retry_budget=None), "untested"),
        (minute(retried=4, fails=((131000, 0.1),) * 3), "broken"),
    ],
    ids=[
        "within the budget",
        "beyond it",
        "within the floor",
        "beyond it too",
        "too few firsts",
        "not declared",
        "layers multiply",
    ],
)
def test_retries_for_first_attempts(run, word):
    assert run.word("R15") == word


def test_the_story_is_of_the_message_with_the_most_attempts():
    run = LongRun(retry_budget=0.0)
    run.many(100, every=0.1, fails=lambda place: [(131000, 0.1)] * (place % 3))
    (story,) = run.quiet().verdict("R15").stories
    assert story.intent == 3
    assert "100 retries" not in story.sentence


def test_each_minute_is_judged_by_itself():
    run = LongRun(retry_budget=0.1).many(100, every=0.1)
    run.many(100, at=60.0, every=0.1, fails=[(131000, 1.0)])
    verdict = run.quiet().verdict("R15")
    assert (verdict.n, verdict.broken) == (2, 1)
