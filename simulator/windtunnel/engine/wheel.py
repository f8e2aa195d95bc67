"""A timer wheel: slots of 10 ms, and inside a slot the exact order of (due, sequence).

Slots are lists in a dict and a heap holds the slot numbers, so a timer costs one append, and a
jump over 30 days costs no more than the slots that hold something.
"""

from bisect import insort
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from windtunnel.domain.effects import Listening, Push, VerifyHook
from windtunnel.domain.facts import Fact
from windtunnel.domain.submit import Answer

SLOT_US = 10_000
FOREVER_US = 1 << 62
"""Later than every timer."""

Out = list[Answer | Push | VerifyHook | Listening | Fact]
"""Where effects are appended, in order."""

Action = Callable[[Any, int, int, Out], None]
"""(argument, when it was due, now, out): due may lie before now, and news are dated by it."""

Timer = tuple[int, int, Action, Any]
"""(due in µs, sequence, action, argument): also the handle to cancel with."""


class Wheel:
    """Timers of one platform; two timers of the same instant run in the order of scheduling."""

    def __init__(self) -> None:
        self._slots: dict[int, list[Timer]] = {}
        self._heap: list[int] = []
        self._run: list[Timer] = []
        self._at = 0
        self._slot = -1
        self._sequence = 0
        self._next: int | None = None
        self._is_next_known = True

    def schedule(self, due: int, action: Action, argument: Any) -> Timer:
        """Set a timer; one that is due in the past runs at the next `pop`."""
        self._sequence = sequence = self._sequence + 1
        timer = (due, sequence, action, argument)
        self.put_back(timer)
        return timer

    def put_back(self, timer: Timer) -> None:
        """Set a timer again that was popped and not run: whoever holds it can cancel it still."""
        due = timer[0]
        slot = due // SLOT_US
        if slot > self._slot:
            waiting = self._slots.get(slot)
            if waiting is None:
                self._slots[slot] = [timer]
                heappush(self._heap, slot)
            else:
                waiting.append(timer)
        else:
            insort(self._run, timer, lo=self._at)
        if self._is_next_known and (self._next is None or due < self._next):
            self._next = due

    def cancel(self, timer: Timer) -> bool:
        """Take a timer out; False where it ran or was cancelled before. Costs its slot's size."""
        self._is_next_known = False
        slot = timer[0] // SLOT_US
        waiting, start = self._run, self._at
        if slot > self._slot:
            waiting, start = self._slots.get(slot, []), 0
        if timer not in waiting[start:]:
            return False
        del waiting[waiting.index(timer, start)]
        return True

    def pop(self, now_us: int) -> Timer | None:
        """Return the next timer that is due at `now_us`, or None."""
        while self._at == len(self._run):
            if not self._heap or self._heap[0] * SLOT_US > now_us:
                return None
            self._open_slot()
        timer = self._run[self._at]
        if timer[0] > now_us:
            return None
        self._at += 1
        self._is_next_known = False
        return timer

    def run(self, now_us: int, out: Out) -> None:
        """Run every timer that is due at `now_us`, those included that are set meanwhile."""
        self._is_next_known = False
        while True:
            run = self._run
            while (at := self._at) < len(run) and (timer := run[at])[0] <= now_us:
                self._at = at + 1
                due, _, action, argument = timer
                action(argument, due, now_us, out)
            if self._at < len(run) or not self._heap or self._heap[0] * SLOT_US > now_us:
                return
            self._open_slot()

    def next_due(self) -> int | None:
        """Return when the earliest timer is due, None where there is none."""
        if not self._is_next_known:
            self._next = self._earliest()
            self._is_next_known = True
        return self._next

    def _open_slot(self) -> None:
        self._slot = heappop(self._heap)
        self._run = self._slots.pop(self._slot)
        self._run.sort()
        self._at = 0

    def _earliest(self) -> int | None:
        if self._at < len(self._run):
            return self._run[self._at][0]
        while self._heap:
            waiting = self._slots[self._heap[0]]
            if waiting:
                return min(waiting)[0]
            del self._slots[heappop(self._heap)]
        return None
