"""Harness time: t = scale · (CLOCK_MONOTONIC − m0), in integer µs."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """The run's clock; m0 and scale go to every process, which so share one time axis."""

    m0_ns: int
    scale: float = 1.0

    @staticmethod
    def starting_now(scale: float = 1.0) -> "Clock":
        """Return a clock whose time 0 is now."""
        return Clock(time.monotonic_ns(), scale)

    def now_us(self) -> int:
        """Return harness time in µs."""
        elapsed_ns = time.monotonic_ns() - self.m0_ns
        if self.scale == 1.0:
            return elapsed_ns // 1000
        return int(elapsed_ns * self.scale) // 1000

    def real_seconds(self, harness_us: int) -> float:
        """Return how many seconds of the wall a span of harness time takes."""
        return harness_us / 1e6 / self.scale
