"""A world's clock and timers on the virtual loop: exact, where real ones take their time."""

from windtunnel.server.timers import Timers
from windtunnel.server.worldclock import WorldClock
from windtunnel_verify.loop import VirtualLoop


class VirtualClock(WorldClock):
    """The loop's own time, and what the world's clock was moved by."""

    __slots__ = ("_virtual",)

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__(0, 1.0)
        self._virtual = loop

    def now_us(self) -> int:
        """Return the world's time in µs."""
        return self._base_us + self._virtual.now_us

    def at(self, monotonic_ns: int) -> int:
        """Return the world's time at a reading of the virtual monotonic clock."""
        return self._base_us + monotonic_ns // 1000


class ExactTimers(Timers):
    """Timers without a tick: each wake-up comes at the very µs at which something is due."""

    __slots__ = ()

    def _set(self, due: int) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self.covered_us = due
        wait_s = max(0, due - self._clock.now_us()) / 1e6
        self._handle = self._loop.call_at(self._loop.time() + wait_s, self._wake)
