"""R13: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers_long import LongRun

from windtunnel.domain.policy import Backoff

FULL = Backoff(base_s=2.0, jitter="full")


def together(gap_of, *, count=20, code=131000, every=0.001, backoff=FULL):
    """Messages that fail within 20 ms, each tried again after a gap of its own."""
    run = LongRun(backoff=backoff)
    return run.many(count, every=every, fails=lambda place: [(code, gap_of(place))]).quiet()


def test_coming_back_together_is_broken():
    verdict = together(lambda _: 1.0).verdict("R13")
    assert (verdict.word, verdict.n) == ("broken", 1)
    assert verdict.stories[0].lines[1].text == "20 of 20 retries arrive within 100 ms"


def test_the_same_wait_for_all_must_be_spread_too():
    assert together(lambda _: 1.0, code=130429).word("R13") == "broken"


def test_spread_over_the_declared_jitter_is_kept():
    assert together(lambda place: 1.0 + place / 10).word("R13") == "kept"


@pytest.mark.parametrize(("same", "word"), [(10, "kept"), (11, "broken")], ids=["half", "more"])
def test_half_may_come_together(same, word):
    run = together(lambda place: 1.0 if place < same else 2.0 + place)
    assert run.word("R13") == word


def test_a_hundred_ms_end_where_the_next_begin():
    assert together(lambda place: 1.0 + place % 2 / 10, every=0.0).word("R13") == "kept"


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (together(lambda _: 1.0, count=19), "too few"),
        (together(lambda _: 1.0, every=0.2), "not together"),
        (together(lambda _: 1.0, backoff=None), "not declared"),
        (together(lambda _: 1.0, backoff=Backoff(base_s=2.0, jitter="none")), "no jitter"),
        (together(lambda _: 1.0, code=132001), "refused for good"),
        (LongRun(backoff=FULL).many(20, every=0.001).quiet(), "did not fail"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_says_nothing_of_jitter(run, why):
    assert run.word("R13") == "untested", why


def test_what_failed_by_a_lost_answer_has_no_known_time():
    run = LongRun(backoff=FULL)
    for intent in range(20):
        run.wants(intent).tries(at=1).loses_answer(at=1).tries(at=2)
    assert run.quiet().word("R13") == "untested"


def test_a_first_attempt_without_any_answer_has_no_known_time():
    run = LongRun(backoff=FULL)
    for intent in range(20):
        run.wants(intent).tries(at=1).tries(at=2)
    assert run.quiet().word("R13") == "untested"


@pytest.mark.parametrize(
    ("jitter", "word"), [("full", "kept"), ("equal", "kept")], ids=["full", "equal"]
)
def test_a_narrow_jitter_is_judged_in_narrower_buckets(jitter, word):
    backoff = Backoff(base_s=0.1, jitter=jitter)
    run = together(lambda place: 0.05 + place / 400, backoff=backoff)
    assert run.word("R13") == word
