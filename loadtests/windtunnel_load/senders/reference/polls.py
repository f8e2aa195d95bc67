"""Asking for what a provider tells nobody: failures, and what became of a message in doubt."""

import asyncio
from collections.abc import Awaitable, Callable

from msgspec import structs

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.events import Status
from windtunnel_load.senders.reference.outbox import OPEN, RANK, Entry, Outbox
from windtunnel_load.senders.reference.retry import Decision
from windtunnel_load.senders.reference.rules import Rule
from windtunnel_load.senders.reference.wires import Wires

ASKED_AFTER_S = 0.5

LATE_S = 5.0
"""A gateway may queue a message so long after its client has left. Who may send once takes a
message for not taken only if two looks so far apart did not find it."""

LONG_S = 300.0
"""What has been queued for so long is asked for by its own name, now and then."""

LOOKED_UP_MAX = 10
"""So many at a time: the lists of failures tell of all of them anyway."""

GIVEN_UP_S = 26 * 3600.0
"""Nothing is queued for longer than a day."""


GROWTH = 1.5
SLOWEST_S = 40.0
"""Where asking brings nothing new the next question comes later, and so late at most."""

POLLS_WITHIN_S = 60.0
"""What is claimed of it: a question may get no answer, and the next one comes soon."""


class Polls(Rule):
    """Asks as long as there is a message that may yet fail unheard."""

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self.wires = Wires(world)
        self.take: Callable[[Status], Awaitable[None]] = _nothing
        self.end: Callable[[Entry, Decision], Awaitable[None]] = _nothing
        self._awaited: dict[str, Entry] = {}
        self._looked_s: dict[str, float] = {}
        self._asking: asyncio.Task[None] | None = None
        self._pause_s = 0.0
        self._until_s: float | None = None

    def claimed(self, policy: Policy) -> Policy:
        """Return a policy with what is claimed where there is somebody to ask."""
        asks = any(wire.asks_every_s is not None for wire in self.wires.by_name.values())
        return structs.replace(policy, polls_within_s=POLLS_WITHIN_S) if asks else policy

    async def resume(self) -> None:
        """Take up the messages of earlier lives."""
        async for entry in self.outbox.every():
            self.changed(entry)

    def changed(self, entry: Entry) -> None:
        """Await what becomes of a message, or no longer."""
        marker = entry.wanted.marker
        if self.is_awaited(entry):
            is_new = marker not in self._awaited
            self._awaited[marker] = entry
            self._looked_s.setdefault(
                marker, -LONG_S if entry.state == "unknown" else self.world.now()
            )
            if is_new:
                self._begin(self.wires.of(entry.wanted.number).asks_every_s or 0.0)
        else:
            self._forget(marker)

    def is_awaited(self, entry: Entry) -> bool:
        """Say whether a message may fail, or have been taken, and nobody would tell."""
        if not self.can_ask(entry) or entry.state in OPEN:
            return False
        gone = sum(RANK.get(receipt, 0) >= RANK["sent"] for receipt in entry.receipts.values())
        return gone < entry.possible + len(entry.past)

    def can_ask(self, entry: Entry) -> bool:
        """Say whether a message's provider tells what it has taken."""
        return self.wires.of(entry.wanted.number).asks_every_s is not None

    async def was_taken(self, entry: Entry) -> bool | None:
        """Say whether the last attempt of a message was accepted; None where nobody knows.

        It is asked a little later, since what has just left may be on its way; and again before
        it is sent a second time, unless a second copy is allowed.
        """
        if not self.can_ask(entry):
            return None
        await self.world.sleep(ASKED_AFTER_S)
        is_known = await self.is_known(entry)
        if is_known is not False or self.policy.delivery == "at-least-once":
            return is_known
        await self.world.sleep(LATE_S)
        return await self.is_known(entry)

    async def is_known(self, entry: Entry) -> bool | None:
        """Say whether the provider knows each attempt of a message; None where it does not say."""
        found = await self.wires.of(entry.wanted.number).look_up(entry.wanted)
        for status in found or ():
            await self.take(status)
        return None if found is None else not entry.doubtful

    async def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    def _begin(self, every_s: float) -> None:
        """Ask soon, now that there is something new to ask for."""
        self._pause_s = 0.0
        now_s = self.world.now()
        sleeps_long = self._until_s is not None and self._until_s - now_s > every_s
        if self._asking is not None and sleeps_long:
            self._asking.cancel()
        if self._asking is None or self._asking.done() or sleeps_long:
            self._asking = asyncio.get_running_loop().create_task(self._ask())

    async def _pause(self, every_s: float) -> None:
        self._pause_s = min(max(every_s, GROWTH * self._pause_s), SLOWEST_S)
        self._until_s = self.world.now() + self._pause_s
        await self.world.sleep(self._pause_s)
        self._until_s = None

    async def _ask(self) -> None:
        while self._awaited:
            numbers = dict.fromkeys(entry.wanted.number for entry in self._awaited.values())
            every_s = min(self.wires.of(number).asks_every_s or LONG_S for number in numbers)
            await self._pause(every_s)
            for number in numbers:
                for status in await self.wires.of(number).failures(number):
                    self._pause_s = 0.0
                    await self.take(status)
            await self._look_up()

    async def _look_up(self) -> None:
        """Ask for those by name that have waited for long, or are in doubt."""
        now_s = self.world.now()
        due = [m for m in self._awaited if now_s - self._looked_s[m] >= LONG_S]
        for marker in due[:LOOKED_UP_MAX]:
            # By its marker, since what an earlier life left is read anew by whoever needs it.
            entry = await self.outbox.find(marker) if marker in self._awaited else None
            if entry is None:
                continue
            self._looked_s[marker] = now_s
            if await self.is_known(entry) is False:
                await self._end_doubt(entry)
            if now_s - (entry.begun_s or 0.0) > GIVEN_UP_S:
                self._forget(marker)

    async def _end_doubt(self, entry: Entry) -> None:
        """End a message that was in doubt, and that its provider does not know."""
        entry.possible -= entry.doubtful
        if entry.state == "unknown" and entry.told is None:
            await self.end(entry, Decision(act="stop"))
        self.changed(entry)

    def _forget(self, marker: str) -> None:
        self._awaited.pop(marker, None)
        self._looked_s.pop(marker, None)


async def _nothing(*what: object) -> None:
    del what
