"""R12: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers_long import LongRun

from windtunnel.domain.policy import Backoff


def failing(gap_of, *, count=40, code=131000, jitter="full", cap_s=60.0, **policy):
    """Messages that fail once each, and are tried again after a gap of their own."""
    backoff = Backoff(base_s=2.0, cap_s=cap_s, jitter=jitter)
    run = LongRun(**{"backoff": backoff, **policy})
    return run.many(count, fails=lambda place: [(code, gap_of(place))]).quiet()


def even(place):
    """Forty waits, uniform in [0, 2)."""
    return place / 20


@pytest.mark.parametrize(
    ("gap_of", "word"),
    [(even, "kept"), (lambda place: even(place) / 2, "broken"), (lambda _: 9.0, "kept")],
    ids=["uniform", "half of it", "longer than declared"],
)
def test_full_jitter_is_judged_by_its_mean(gap_of, word):
    assert failing(gap_of).word("R12") == word


@pytest.mark.parametrize(
    ("jitter", "gap", "word"),
    [
        ("equal", 1.0, "kept"),
        ("equal", 0.9, "broken"),
        ("none", 2.0, "kept"),
        ("none", 1.9, "broken"),
    ],
)
def test_other_waits_have_a_least_length(jitter, gap, word):
    verdict = failing(lambda _: gap, jitter=jitter).verdict("R12")
    assert (verdict.word, verdict.n) == (word, 40)


def test_the_tolerance_is_taken_off():
    run = failing(lambda _: 1.9, jitter="none")
    assert run.verdict("R12", delta_us=100_000).word == "kept"


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (failing(lambda _: 0.0, count=29), "too few"),
        (failing(lambda _: 0.0, backoff=None), "not declared"),
        (failing(lambda _: 0.0, code=130429), "a limit has its own wait"),
        (failing(lambda _: 0.0, code=132001), "permanent"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_says_nothing_of_backoff(run, why):
    assert run.word("R12") == "untested", why


def test_a_message_that_a_crash_fell_into_does_not_count():
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="none"))
    run.many(30, every=0.0, fails=[(131000, 1.0)]).crashes(at=0.5, restart=0.6)
    assert run.quiet().word("R12") == "untested"


@pytest.mark.parametrize(
    ("second", "word"), [(4.0, "kept"), (3.9, "broken")], ids=["doubled", "not doubled"]
)
def test_the_wait_grows_with_each_failure(second, word):
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="none"))
    run.many(30, fails=[(131000, 2.0), (130429, 0.0), (131000, second)])
    assert run.quiet().word("R12") == word


def test_the_wait_grows_to_its_cap():
    run = LongRun(backoff=Backoff(base_s=2.0, cap_s=3.0, jitter="none"))
    run.many(30, fails=[(131000, 2.0), (131000, 3.0)])
    assert run.quiet().word("R12") == "kept"


def test_a_lost_answer_counts_as_a_failure_and_its_gap_does_not():
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="none"))
    for intent in range(30):
        run.wants(intent, at=0).tries(at=1).answers(at=1.1, code=131000, written="none")
        run.tries(at=1.2).answers(at=1.2, code=131000).tries(at=5.2)
    verdict = run.quiet().verdict("R12")
    assert (verdict.word, verdict.n) == ("kept", 30)


def test_after_an_acceptance_the_count_begins_anew():
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="none"))
    run.many(30, fails=[(131000, 2.0), (0, 60.0), (131000, 2.0)])
    verdict = run.quiet().verdict("R12")
    assert (verdict.word, verdict.n) == ("kept", 60)


def test_each_gap_that_is_too_short_counts_and_each_message_is_told_once():
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="none"))
    run.many(30, fails=[(131000, 1.0), (131000, 1.0)])
    verdict = run.quiet().verdict("R12")
    assert (verdict.broken, len({story.intent for story in verdict.stories})) == (60, 20)
