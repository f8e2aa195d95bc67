"""Which arrivals are due: a pure function of time and place, tested by a table without a clock."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

NEVER_US = 1 << 62
SHARE_S_MIN = 1.0
"""Sending one message is all computing: over less than this no core was busy."""


class Due(NamedTuple):
    """The arrivals [first, last) are due; the next one is due at `next_us` (NEVER_US: none)."""

    first: int
    last: int
    next_us: int


def due(times_us: Sequence[int], first: int, now_us: int) -> Due:
    """Return what is due at `now_us`, late ones included: they are sent at once, never dropped.

    Args:
        times_us: when each arrival is wanted, in order.
        first: the first that was not yet sent.
        now_us: the time on the same axis.
    """
    last = first
    while last < len(times_us) and times_us[last] <= now_us:
        last += 1
    return Due(first, last, times_us[last] if last < len(times_us) else NEVER_US)


def percentile(values: Collection[float], part: float) -> float:
    """Return the value below which this part of the values lies, 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def share_of_core(cpu_s: float, wall_s: float) -> float:
    """Return what part of a core was used."""
    return round(cpu_s / max(SHARE_S_MIN, wall_s), 4)
