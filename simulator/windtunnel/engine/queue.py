"""The queue of one number, where its provider sends one message after the other.

Lower priority first, then in order of arrival. What waits too long is taken out by its age. It
moves nothing by itself: `Queues` holds its timers.
"""

from collections import deque
from collections.abc import Iterator
from heapq import heapify, heappop, heappush

import msgspec

from windtunnel.domain.catalog import Queue as Pace
from windtunnel.domain.dialect import NumberSettings
from windtunnel.engine.flight import Flight
from windtunnel.engine.wheel import Timer

SECOND_US = 1_000_000
SWEEP_FROM = 1_024
"""A heap smaller than this may hold what does not wait any more."""

Turn = tuple[int, int, "Waiting"]
"""(priority, arrival, what waits): what does not wait any more is passed over."""


class Waiting(msgspec.Struct, eq=False):
    """A message that waits for its turn, until `until_us` at most; `drawn` is its fate."""

    flight: Flight
    drawn: tuple[int, ...]
    until_us: int


class Queue:
    """What waits, by ordinal. Its size is bounded by its number's throughput and its `ttl_us`.

    `free_us` is when the next one may leave; `departure` and `expiry` are the timers that are set.
    """

    __slots__ = (
        "_ages",
        "_arrivals",
        "_pace",
        "_turns",
        "_waiting",
        "departure",
        "expiry",
        "free_us",
        "gap_long_us",
        "gap_us",
        "priority",
        "ttl_us",
    )

    def __init__(self, pace: Pace, settings: NumberSettings) -> None:
        self._pace = pace
        self.priority = pace.priority
        self.ttl_us = round(pace.ttl_s * SECOND_US)
        self.free_us = 0
        self.departure: Timer | None = None
        self.expiry: Timer | None = None
        self._waiting: dict[int, Waiting] = {}
        self._turns: list[Turn] = []
        self._ages: deque[Waiting] = deque()
        self._arrivals = 0
        self.set_gaps(settings)

    def __len__(self) -> int:
        return len(self._waiting)

    def set_gaps(self, settings: NumberSettings) -> None:
        """Take a number's own gaps; those of the provider where it has none."""
        short, long = settings.gap_s, settings.gap_long_s
        self.gap_us = round((self._pace.gap_s if short is None else short) * SECOND_US)
        self.gap_long_us = round((self._pace.gap_long_s if long is None else long) * SECOND_US)

    def put(self, waiting: Waiting) -> None:
        """Let a message wait for its turn."""
        message = waiting.flight.message
        assert message.ordinal not in self._waiting, "a message waits once"
        self._waiting[message.ordinal] = waiting
        self._arrivals += 1
        heappush(self._turns, (message.priority, self._arrivals, waiting))
        self._ages.append(waiting)

    def pop(self, due_us: int) -> Waiting | None:
        """Take out the one whose turn it is, and set when the next one may leave."""
        while self._turns:
            waiting = heappop(self._turns)[2]
            if self._waits(waiting):
                del self._waiting[waiting.flight.message.ordinal]
                self._forget_oldest()
                is_long = len(self._waiting) >= self._pace.long_from
                self.free_us = due_us + (self.gap_long_us if is_long else self.gap_us)
                return waiting
        return None

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

    def oldest_until_us(self) -> int | None:
        """Return until when the oldest waits, None where nothing does."""
        return self._ages[0].until_us if self._ages else None

    def _waits(self, waiting: Waiting) -> bool:
        return self._waiting.get(waiting.flight.message.ordinal) is waiting

    def _forget_oldest(self) -> None:
        while self._ages and not self._waits(self._ages[0]):
            self._ages.popleft()

    def _sweep(self) -> None:
        """Let go of the turns of what was taken out by its age or its ordinal."""
        if len(self._turns) > max(SWEEP_FROM, 2 * len(self._waiting)):
            self._turns = [turn for turn in self._turns if self._waits(turn[2])]
            heapify(self._turns)
