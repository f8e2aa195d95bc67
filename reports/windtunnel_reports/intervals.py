"""Exact quantiles, and how sure one can be of them, without a statistics package.

Nothing is interpolated: a quantile is one of the values. Events that never came are +∞; they sort
to the end, so a quantile may itself be infinite. Intervals hold with 95 % confidence.
"""

import math
from collections.abc import Callable, Sequence

CONFIDENCE = 0.95

BOUND_ERROR = 0.01
"""A quantile has no upper bound while all values would lie below it more often than this."""

HALVINGS = 60
"""Of the unit interval: more than a float can tell apart."""

FRACTION_STEPS_MAX = 20_000
"""The continued fraction needs about the root of the number of trials."""

_TINY = 1e-300
_CLOSE = 1e-14


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return the exact quantile: the smallest value with at least this part at or below it."""
    assert ordered, "a quantile needs a value"
    # The product is rounded first: 0.95 · 20 must be 19, not 20.
    rank = math.ceil(round(part * len(ordered), 9))
    return ordered[min(len(ordered), max(1, rank)) - 1]


def values_needed(part: float) -> int:
    """Return how many values a quantile needs before it has an upper bound (p99: 459)."""
    assert 0 < part < 1, f"a quantile lies between 0 and 1, not at {part}"
    return math.ceil(math.log(BOUND_ERROR) / math.log(part))


def quantile_interval(ordered: Sequence[float], part: float) -> tuple[float, float]:
    """Return the interval of a quantile by order statistics; an end that is not there is ±∞.

    With B ~ Binomial(n, part), [x_(l), x_(u)] covers the quantile with P(l ≤ B < u).
    """
    count = len(ordered)
    tail = (1 - CONFIDENCE) / 2
    low = _first(count, lambda rank: binomial_below(rank, count, part) > tail)
    high = 1 + _first(count, lambda rank: binomial_below(rank, count, part) >= 1 - tail)
    has_upper = high <= count and count >= values_needed(part)
    lower = ordered[low - 1] if low >= 1 else -math.inf
    return lower, ordered[high - 1] if has_upper else math.inf


def share_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) interval of a share; (0, 1) without trials."""
    assert 0 <= successes <= trials, f"{successes} of {trials}"
    tail = (1 - CONFIDENCE) / 2
    low, high = 0.0, 1.0
    if successes > 0:
        low = _solve(lambda p: 1 - binomial_below(successes - 1, trials, p) >= tail)
    if successes < trials:
        high = _solve(lambda p: binomial_below(successes, trials, p) <= tail)
    return low, high


def binomial_below(successes: int, trials: int, part: float) -> float:
    """Return P(X ≤ successes) for X ~ Binomial(trials, part), by the incomplete beta function."""
    if successes < 0:
        return 0.0
    if successes >= trials or part <= 0:
        return 1.0
    if part >= 1:
        return 0.0
    return _beta(1 - part, trials - successes, successes + 1)


def _first(count: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest rank in 0..count for which a claim holds that stays true above it."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _solve(is_beyond: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if is_beyond(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b), from the side on which the continued fraction converges fast."""
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    scale = math.exp(front + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return scale * _fraction(x, a, b) / a
    return 1 - scale * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c = 1.0
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, FRACTION_STEPS_MAX):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
