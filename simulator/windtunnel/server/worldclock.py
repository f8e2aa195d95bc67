"""A world's own clock: harness time at first, then scaled or moved as its owner likes."""

import time


class WorldClock:
    """Integer µs; it begins as `scale · (CLOCK_MONOTONIC − m0)`, as every process's clock does."""

    __slots__ = ("_anchor_ns", "_base_us", "scale")

    def __init__(self, m0_ns: int, scale: float) -> None:
        self._anchor_ns = m0_ns
        self._base_us = 0
        self.scale = scale

    def now_us(self) -> int:
        """Return the world's time in µs."""
        return self.at(time.monotonic_ns())

    def at(self, monotonic_ns: int) -> int:
        """Return the world's time at a reading of CLOCK_MONOTONIC."""
        elapsed_ns = monotonic_ns - self._anchor_ns
        if self.scale == 1.0:
            return self._base_us + elapsed_ns // 1000
        return self._base_us + int(elapsed_ns * self.scale) // 1000

    def rescale(self, scale: float) -> None:
        """Run at another speed from now on; 0 stands still."""
        now_ns = time.monotonic_ns()
        self._base_us = self.at(now_ns)
        self._anchor_ns = now_ns
        self.scale = scale

    def move(self, by_us: int) -> None:
        """Jump ahead."""
        assert by_us >= 0, f"a clock never goes back, asked for {by_us} µs"
        self._base_us += by_us

    def real_s(self, span_us: int) -> float:
        """Return how many seconds of the wall a span takes; none while the clock stands still."""
        return span_us / 1e6 / self.scale if self.scale else 0.0
