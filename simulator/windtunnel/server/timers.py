"""When to come back to a platform: one timer of the loop, for the next one due."""

import asyncio
from collections.abc import Callable

from windtunnel.server.lateness import Lateness
from windtunnel.server.worldclock import WorldClock

TICK_S = 0.01
"""Timers that are due within this time of the last wake-up wait for the next: under load one
wake-up runs all of a slot, while a lone timer runs to the millisecond."""

FOREVER_US = 1 << 62
_EARLY_S = 0.0005
"""Loops count in milliseconds: half of one more keeps a wake-up from being too early."""


class Timers:
    """Calls `fire(now_us)` when something is due.

    `covered_us` is the time up to which the wake-up that is already set will do, so a caller asks
    for another one only for what is due before it.
    """

    __slots__ = (
        "_clock",
        "_fire",
        "_handle",
        "_last_s",
        "_loop",
        "_next_due",
        "covered_us",
        "late",
    )

    def __init__(
        self,
        clock: WorldClock,
        *,
        next_due: Callable[[], int | None],
        fire: Callable[[int], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._next_due = next_due
        self._fire = fire
        self._handle: asyncio.TimerHandle | None = None
        self._last_s = 0.0
        self.covered_us = FOREVER_US
        self.late = Lateness()

    def look(self) -> None:
        """Set a wake-up for the next timer unless one is set that comes early enough."""
        due = self._next_due()
        if due is not None and due < self.covered_us:
            self._set(due)

    def reset(self) -> None:
        """Forget the wake-up and set it again: the clock was scaled or moved."""
        self.stop()
        self.look()

    def stop(self) -> None:
        """Come back no more, until `look`."""
        if self._handle is not None:
            self._handle.cancel()
        self._handle = None
        self.covered_us = FOREVER_US

    def _set(self, due: int) -> None:
        clock = self._clock
        if not clock.scale:
            return
        now_s = self._loop.time()
        wait_s = clock.real_s(due - clock.now_us()) + _EARLY_S
        soonest_s = self._last_s + TICK_S - now_s
        if self._handle is not None:
            self._handle.cancel()
        if wait_s <= soonest_s:
            # Nothing can come sooner than this wake-up, so nobody need ask again before it.
            self.covered_us = -1
            wait_s = soonest_s
        else:
            self.covered_us = due
        self._handle = self._loop.call_later(max(wait_s, 0.0), self._wake)

    def _wake(self) -> None:
        self._handle = None
        self.covered_us = FOREVER_US
        due = self._next_due()
        now_us = self._clock.now_us()
        if due is not None and due <= now_us:
            self._last_s = self._loop.time()
            self.late.add(self._clock.real_s(now_us - due) * 1000)
            self._fire(now_us)
        self.look()
