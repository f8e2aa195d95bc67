"""The line of a number: how many calls are made at a time, at what pace, and who comes next.

The newest go first. A backlog that is served in its order keeps all who come after it waiting,
and once it is gone nobody wants any more what was in it; who waits for too long expires.
"""

import asyncio
import heapq
import math
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.pace import Pace
from windtunnel_load.senders.reference.retry import Decision

CALLS_MAX = 10
TICK_S = 0.001
"""A wait is not shorter: a clock may round a smaller rest to nothing."""


class Lane:
    """What is known of one number: its pace, its calls, and who waits for a turn."""

    def __init__(self) -> None:
        self.pace = Pace()
        self.calls = 0
        self.waiting: list[tuple[tuple[float, float], int, asyncio.Future[None]]] = []
        self.asking: asyncio.Task[None] | None = None


class Line:
    """Gives turns; each number has a lane of its own."""

    def __init__(self, world: SenderWorld) -> None:
        self._world = world
        self._lanes: dict[str, Lane] = defaultdict(Lane)
        self._came = 0

    def urgency(self, entry: Entry) -> tuple[float, float]:
        """Return what decides whose turn it is, least first: the deadline, then the age."""
        deadline_us = entry.wanted.deadline_us
        return (math.inf if deadline_us is None else float(deadline_us), -entry.opened_s)

    @asynccontextmanager
    async def turn(self, entry: Entry) -> AsyncIterator[None]:
        """Wait for a message's turn, and keep it for as long as the call takes."""
        lane = self._lanes[entry.wanted.number]
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._came += 1
        attempts = entry.attempts
        heapq.heappush(lane.waiting, (self.urgency(entry), self._came, turn))
        self._serve(lane)
        try:
            if not turn.done():
                await turn
            yield
        finally:
            if turn.done() and not turn.cancelled():
                lane.calls -= 1
                if entry.attempts == attempts:
                    lane.pace.spared()
            self._serve(lane)

    def ended(self, entry: Entry, decision: Decision) -> None:
        """Learn from what an attempt came to."""
        pace = self._lanes[entry.wanted.number].pace
        if decision.act == "done":
            pace.accepted()
        elif decision.holds == "number":
            pace.limited(entry.tried_s, self._world.now())

    async def close(self) -> None:
        """Give no more turns."""
        asking = [lane.asking for lane in self._lanes.values() if lane.asking is not None]
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _serve(self, lane: Lane) -> None:
        """Give turns as long as there are any; ask again when the pace allows the next."""
        loop = asyncio.get_running_loop()
        while lane.waiting and lane.calls < CALLS_MAX:
            wait_s = lane.pace.wait_s(self._world.now())
            if wait_s > 0:
                if lane.asking is None:
                    lane.asking = loop.create_task(self._ask_again(lane, wait_s))
                return
            _, _, turn = heapq.heappop(lane.waiting)
            if not turn.done():
                lane.calls += 1
                lane.pace.called(self._world.now())
                turn.set_result(None)

    async def _ask_again(self, lane: Lane, wait_s: float) -> None:
        await self._world.sleep(max(wait_s, TICK_S))
        lane.asking = None
        self._serve(lane)
