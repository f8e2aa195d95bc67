"""The queue of one number, where its provider sends one message after the other.

Lower priority first, then in order of arrival. What waits too long is taken out by its age. It
moves nothing by itself: `Queues` holds its timers.
"""

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush

import msgspec

from windtunnel.domain.catalog import Queue as Pace
from windtunnel.domain.dialect import NumberSettings
from windtunnel.engine.flight import Flight
from windtunnel.engine.wheel import Timer

SECOND_US = 1_000_000
SWEEP_FROM = 1_024
"""A heap smaller than this may hold what does not wait any more."""

QUEUE_MAX = 100_000
"""Messages that wait at one number; beyond it the oldest has waited too long. Ours."""

Turn = tuple[int, int, "Waiting"]
"""(priority, arrival, what waits): what does not wait any more is passed over."""

Coming = tuple[int, int, "Waiting"]
"""(when it is ready, arrival, what waits): what has no turn yet, as it was not answered then."""


class Waiting(msgspec.Struct, eq=False):
    """A message that waits for its turn, until `until_us` at most; `drawn` is its fate.

    It has no turn before `ready_us`, which is when it was accepted and answered.
    """

    flight: Flight
    drawn: tuple[int, ...]
    ready_us: int
    until_us: int


class Queue:
    """What waits, by ordinal; `QUEUE_MAX` messages at most.

    `free_us` is when the next one may leave, `open_us` since when its number is connected;
    `departure` and `expiry` are the timers that are set.
    """

    __slots__ = (
        "_ages",
        "_arrivals",
        "_coming",
        "_is_long",
        "_left_us",
        "_pace",
        "_turns",
        "_waiting",
        "departure",
        "expiry",
        "free_us",
        "gap_long_us",
        "gap_us",
        "open_us",
        "priority",
        "ttl_us",
    )

    def __init__(self, pace: Pace, settings: NumberSettings) -> None:
        self._pace = pace
        self.priority = pace.priority
        self.ttl_us = round(pace.ttl_s * SECOND_US)
        self.free_us = self.open_us = 0
        self._left_us: int | None = None
        self._is_long = False
        self.departure: Timer | None = None
        self.expiry: Timer | None = None
        self._waiting: dict[int, Waiting] = {}
        self._turns: list[Turn] = []
        self._coming: list[Coming] = []
        self._ages: deque[Waiting] = deque()
        self._arrivals = 0
        self.set_gaps(settings)

    def __len__(self) -> int:
        return len(self._waiting)

    def set_gaps(self, settings: NumberSettings, now_us: int = 0) -> None:
        """Take a number's own gaps; those of the provider where it has none.

        What leaves next does so earlier by them, never later.
        """
        short, long = settings.gap_s, settings.gap_long_s
        self.gap_us = round((self._pace.gap_s if short is None else short) * SECOND_US)
        self.gap_long_us = round((self._pace.gap_long_s if long is None else long) * SECOND_US)
        if self._left_us is not None:
            self.free_us = min(self.free_us, max(now_us, self._left_us + self._gap_us()))

    def put(self, waiting: Waiting) -> None:
        """Let a message wait for its turn."""
        message = waiting.flight.message
        assert message.ordinal not in self._waiting, "a message waits once"
        self._waiting[message.ordinal] = waiting
        self._arrivals += 1
        heappush(self._coming, (waiting.ready_us, self._arrivals, waiting))
        self._ages.append(waiting)

    def next_us(self) -> int | None:
        """Return when the next one leaves, None where nothing waits."""
        ready_us = 0
        if not _first(self._turns, self._waits):
            coming = _first(self._coming, self._waits)
            if coming is None:
                return None
            ready_us = coming[0]
        return max(self.free_us, self.open_us, ready_us)

    def is_free(self, now_us: int) -> bool:
        """Return whether a message that comes now would leave now, its number being connected."""
        return not self._waiting and self.free_us <= now_us

    def pop(self, due_us: int) -> Waiting | None:
        """Take out the one whose turn it is, and set when the next one may leave."""
        while self._coming and self._coming[0][0] <= due_us:
            _, arrival, waiting = heappop(self._coming)
            heappush(self._turns, (waiting.flight.message.priority, arrival, waiting))
        turn = _first(self._turns, self._waits)
        if turn is None:
            return None
        heappop(self._turns)
        waiting = turn[2]
        del self._waiting[waiting.flight.message.ordinal]
        self._forget_oldest()
        self._is_long = len(self._waiting) >= self._pace.long_from
        self._left_us = due_us
        self.free_us = due_us + self._gap_us()
        return waiting

    def expired(self, due_us: int) -> Iterator[Waiting]:
        """Take out what has waited too long."""
        while self._ages and self._ages[0].until_us <= due_us:
            waiting = self._ages.popleft()
            if self._waits(waiting):
                del self._waiting[waiting.flight.message.ordinal]
                yield waiting
        self._forget_oldest()
        self._sweep()

    def take(self, ordinal: int) -> Waiting | None:
        """Take out one by its ordinal; None where it does not wait."""
        waiting = self._waiting.pop(ordinal, None)
        self._forget_oldest()
        self._sweep()
        return waiting

    def crowded_out(self) -> Waiting | None:
        """Take out the oldest where more wait than may; None where they do not."""
        if len(self._waiting) <= QUEUE_MAX:
            return None
        return self.take(self._ages[0].flight.message.ordinal)

    def oldest_until_us(self) -> int | None:
        """Return until when the oldest waits, None where nothing does."""
        return self._ages[0].until_us if self._ages else None

    def _gap_us(self) -> int:
        """Return the gap after the last departure, as it was decided then."""
        return self.gap_long_us if self._is_long else self.gap_us

    def _waits(self, waiting: Waiting) -> bool:
        return self._waiting.get(waiting.flight.message.ordinal) is waiting

    def _forget_oldest(self) -> None:
        while self._ages and not self._waits(self._ages[0]):
            self._ages.popleft()

    def _sweep(self) -> None:
        """Let go of the turns of what was taken out by its age or its ordinal."""
        for turns in (self._turns, self._coming):
            if len(turns) > max(SWEEP_FROM, 2 * len(self._waiting)):
                turns[:] = [turn for turn in turns if self._waits(turn[2])]
                heapify(turns)


def _first(turns: list[Turn], waits: Callable[[Waiting], bool]) -> Turn | None:
    """Return the first of a heap that still waits; those before it are let go."""
    while turns and not waits(turns[0][2]):
        heappop(turns)
    return turns[0] if turns else None
