"""Waits that hold up more than one message: an account's, a number's, a pair's limit.

They are durable, since a limit does not end with the process that has met it.
"""

import math

import msgspec

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.reference.retry import Decision

HOLDS = ("account", "number", "template", "pair", "message")
PAUSES_MAX = 50_000
"""Beyond this, those that have ended are forgotten before another is kept."""

TICK_S = 0.001
"""A wait is a little longer than what is left: a clock may round a smaller rest to nothing."""

SPREAD_S = 0.5
"""After a number's pause its messages come back spread over this, not all at once."""


class Pause(msgspec.Struct, frozen=True):
    """Until when (harness s), and how many limits have been met in a row.

    `ended_s` is when the last attempt began that ended a row, `before` the row that it ended.
    `cause` is what a message is given up for that this has held up for too long.
    """

    until_s: float = 0.0
    row: int = 0
    ended_s: float = -1.0
    before: int = 0
    cause: str = "limit"


NONE = Pause()


class Pauses:
    """What nothing is sent for: the account, a number, a template, a pair, a message."""

    def __init__(self, world: SenderWorld) -> None:
        self._world = world
        self._store = world.store("pauses")
        self._kept: dict[str, Pause] = {}

    async def resume(self) -> None:
        """Take up what an earlier life has kept."""
        async for key, raw in self._store.items(""):
            self._kept[key] = msgspec.json.decode(raw, type=Pause)

    async def hold(self, intent: Intent, decision: Decision, *, began_s: float = math.inf) -> None:
        """Hold up whom a decision about an attempt holds up that began at this time."""
        key = self.key(intent, decision.holds)
        now = self._world.now()
        if len(self._kept) >= PAUSES_MAX:
            self._kept = {k: pause for k, pause in self._kept.items() if pause.until_s > now}
        before = self._kept.get(key, NONE)
        until_s = max(before.until_s, now + decision.wait_s)
        row = self.row(intent, began_s) if decision.holds == "pair" else before.row
        cause = "auth" if decision.cause == "auth" else "limit"
        self._kept[key] = pause = Pause(until_s, row + 1, before.ended_s, before.before, cause)
        if decision.holds != "message":
            await self._store.write({key: msgspec.json.encode(pause)})

    async def clear(self, intent: Intent, *, began_s: float = math.inf) -> None:
        """Forget how often a pair's limit was met: an attempt came through that began then."""
        key = self.key(intent, "pair")
        before = self._kept.get(key, NONE)
        if before.row:
            self._kept[key] = pause = Pause(before.until_s, 0, began_s, before.row)
            await self._store.write({key: msgspec.json.encode(pause)})

    def row(self, intent: Intent, began_s: float = math.inf) -> int:
        """Return how many limits of its pair were met in a row, before an attempt of that time.

        One that came through ends the row for those that began after it, not for one beside it.
        """
        pause = self._kept.get(self.key(intent, "pair"), NONE)
        return max(pause.row, pause.before if pause.ended_s > began_s else 0)

    def left_s(self, intent: Intent) -> float:
        """Return how long an intent has to wait yet."""
        now = self._world.now()
        keys = [self.key(intent, holds) for holds in HOLDS]
        return max(self._kept.get(key, NONE).until_s for key in keys) - now

    def cause(self, intent: Intent) -> str:
        """Return the cause of what holds up an intent for the longest."""
        pauses = [self._kept.get(self.key(intent, holds), NONE) for holds in HOLDS]
        return max(pauses, key=lambda pause: pause.until_s).cause

    async def wait(self, intent: Intent) -> None:
        """Sleep until what holds up an intent now is over; others may hold it up again meanwhile.

        What was held with others comes back spread.
        """
        if (left_s := self.left_s(intent)) > 0:
            own_s = self._kept.get(self.key(intent, "message"), NONE).until_s - self._world.now()
            chance = self._world.chance("spread", intent.marker, round(left_s * 1e6))
            spread_s = chance * SPREAD_S if own_s < left_s else 0.0
            await self._world.sleep(left_s + max(spread_s, TICK_S))

    def key(self, intent: Intent, holds: str) -> str:
        """Return what names those whom a pause holds up."""
        if holds == "account":
            return "a"
        if holds == "number":
            return f"n/{intent.number}"
        if holds == "template":
            return f"t/{intent.template}/{intent.lang}"
        if holds == "pair":
            return f"p/{intent.number}/{intent.recipient}"
        return f"m/{intent.marker}"
