"""Intervals without a statistics package: order statistics, and the exact binomial."""

import math
from collections.abc import Callable, Sequence

CONFIDENCE = 0.95
STEPS = 60
"""Halvings of the unit interval: more than a float can tell apart."""


def binomial_below(successes: int, trials: int, part: float) -> float:
    """Return P(X ≤ successes) for X ~ Binomial(trials, part)."""
    if part <= 0:
        return 1.0
    if part >= 1:
        return 1.0 if successes >= trials else 0.0
    if successes >= trials:
        return 1.0
    log_p, log_q = math.log(part), math.log1p(-part)
    top = math.lgamma(trials + 1)
    terms = (
        top - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * log_p + (trials - k) * log_q
        for k in range(successes + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def share_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) 95 % interval of a share; (0, 1) without trials."""
    if trials == 0:
        return 0.0, 1.0
    tail = (1 - CONFIDENCE) / 2
    low = 0.0
    if successes > 0:
        low = _solve(lambda p: 1 - binomial_below(successes - 1, trials, p) >= tail)
    high = 1.0
    if successes < trials:
        high = _solve(lambda p: binomial_below(successes, trials, p) <= tail)
    return low, high


def _solve(is_beyond: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if is_beyond(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return the exact quantile: the smallest value with at least this part at or below it."""
    assert ordered, "a quantile needs a value"
    return ordered[min(len(ordered) - 1, max(0, math.ceil(part * len(ordered)) - 1))]


def quantile_interval(ordered: Sequence[float], part: float) -> tuple[float, float]:
    """Return the 95 % interval of a quantile by order statistics.

    An end that the sample cannot bound is infinite: p99 has an upper bound from 368 values on
    (2.5 % in each tail).
    """
    count = len(ordered)
    tail = (1 - CONFIDENCE) / 2
    low_rank = _rank(count, part, tail)
    high_rank = count - _rank(count, 1 - part, tail) + 1
    low = ordered[low_rank - 1] if low_rank >= 1 else -math.inf
    high = ordered[high_rank - 1] if high_rank <= count else math.inf
    return low, high


def _rank(count: int, part: float, tail: float) -> int:
    """Return the largest rank r with P(X < r) ≤ tail for X ~ Binomial(count, part)."""
    low, high = 0, count + 1
    while high - low > 1:
        middle = (low + high) // 2
        if binomial_below(middle - 1, count, part) <= tail:
            low = middle
        else:
            high = middle
    return low
