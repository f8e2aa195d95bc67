"""R17: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers import us
from ledgers_long import LongRun


def stormy(*, after=0, during=0, fails=(), wait=0.0, before=200, count=400, **policy):
    """20 s of calm, 10 s of faults, and 40 s after them, ten messages a second."""
    run = LongRun(**{"recover_within_s": 5.0, **policy})
    run.many(before, at=0.0, every=20 / max(before, 1)).fault(at=20, until=30)
    run.many(100, at=20.0, every=0.1, ends=during)
    run.many(count, at=30.0, every=40 / count, ends=after, fails=fails, wait=wait)
    return run.quiet()


def one_in_ten(place):
    return 131000 if place % 10 == 0 else 0


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (stormy(), "kept"),
        (stormy(after=one_in_ten), "broken"),
        (stormy(fails=lambda place: [(131000, 0.1)] if place % 10 == 0 else ()), "broken"),
        (stormy(fails=lambda place: [(131000, 0.1)] if place % 30 == 0 else ()), "kept"),
        (stormy(wait=60.0), "broken"),
        (stormy(after=one_in_ten, recover_within_s=None), "untested"),
        (stormy(after=one_in_ten, recover_within_s=38.0), "untested"),
        (stormy(after=one_in_ten, before=50), "untested"),
        (stormy(after=one_in_ten, count=90), "untested"),
    ],
    ids=[
        "as before",
        "one in ten fails",
        "one in ten is retried",
        "one in thirty is retried",
        "stale ones first",
        "not declared",
        "the run ended before",
        "too few before",
        "too few after",
    ],
)
def test_service_after_the_faults(run, word):
    assert run.word("R17") == word


def test_a_large_backlog_gets_twice_its_time():
    """100 wait at the heal; at ten a second, the best ever seen, that is 2 x 10 s."""
    run = stormy(during=None, after=lambda place: 131000 if place < 190 else 0)
    assert run.word("R17") == "kept"


def test_without_a_backlog_the_declared_time_counts():
    run = stormy(after=lambda place: 131000 if place < 190 else 0)
    assert run.word("R17") == "broken"


def test_what_ended_otherwise_does_not_wait():
    run = stormy(during=None, after=lambda place: 131000 if place < 190 else 0)
    for intent in range(201, 301):
        run.intent = intent
        run.says("cancelled", at=29.95)
    assert run.word("R17") == "broken"


def test_what_comes_after_its_deadline_is_not_served():
    assert stormy().word("R17") == "kept"
    late = stormy(wait=0.5)
    for fact in late.facts:
        if type(fact).__name__ == "IntentFact" and fact.t >= us(30):
            fact.deadline = fact.t + us(0.2)
    assert late.word("R17") == "broken"


def test_each_calm_between_faults_is_judged():
    run = stormy().fault(at=60, until=61)
    assert run.verdict("R17").n == 1
    run = stormy(count=1000).fault(at=50, until=51)
    assert run.verdict("R17").n == 2


def test_without_faults_there_is_nothing_to_recover_from():
    run = LongRun(recover_within_s=5.0).many(300)
    assert run.quiet().word("R17") == "untested"
