"""How late timers ran: a histogram of bounded size, for the instrument's own honesty."""

from bisect import bisect_left

BOUNDS_MS = tuple(round(0.5 * 1.15**step, 3) for step in range(80))
"""Upper bounds of the buckets: 0.5 ms to 31 s, each 15 % above the one before."""


class Lateness:
    """Counts by bucket; a quantile is the upper bound of the bucket in which it lies."""

    __slots__ = ("_counts", "count", "worst_ms")

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS_MS) + 1)
        self.count = 0
        self.worst_ms = 0.0

    def add(self, late_ms: float) -> None:
        """Count one timer that ran so late."""
        self._counts[bisect_left(BOUNDS_MS, late_ms)] += 1
        self.count += 1
        self.worst_ms = max(self.worst_ms, late_ms)

    def quantile_ms(self, share: float) -> float:
        """Return the lateness that this share of the timers did not exceed, 0 without any."""
        assert 0 <= share <= 1, f"share {share} is outside 0..1"
        wanted = share * self.count
        seen = 0
        for bound, count in zip((*BOUNDS_MS, self.worst_ms), self._counts, strict=True):
            seen += count
            if count and seen >= wanted:
                return min(bound, self.worst_ms)
        return 0.0
