"""Waits that hold up more than one message: an account's, a number's, a pair's limit."""

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.reference.retry import Decision

HOLDS = ("account", "number", "pair", "message")
PAUSES_MAX = 50_000
"""Beyond this, those that have ended are forgotten before another is kept."""

SPREAD_S = 0.5
"""After a number's pause its messages come back spread over this, not all at once."""


class Pauses:
    """Until when nothing is sent for the account, a number, a pair, a message; harness seconds."""

    def __init__(self, world: SenderWorld) -> None:
        self._world = world
        self._until_s: dict[str, float] = {}

    def hold(self, intent: Intent, decision: Decision) -> None:
        """Hold up whom a decision holds up, the message itself always."""
        key = self._key(intent, decision.holds)
        until_s = self._world.now() + decision.wait_s
        if len(self._until_s) >= PAUSES_MAX:
            now = self._world.now()
            self._until_s = {k: end_s for k, end_s in self._until_s.items() if end_s > now}
        self._until_s[key] = max(self._until_s.get(key, 0.0), until_s)

    def left_s(self, intent: Intent) -> float:
        """Return how long an intent has to wait yet."""
        now = self._world.now()
        keys = [self._key(intent, holds) for holds in HOLDS]
        return max(self._until_s.get(key, 0.0) for key in keys) - now

    async def wait(self, intent: Intent) -> None:
        """Sleep until nothing holds up an intent."""
        while (left_s := self.left_s(intent)) > 0:
            chance = self._world.chance("spread", intent.marker, round(left_s * 1e6))
            await self._world.sleep(left_s + chance * SPREAD_S)

    def _key(self, intent: Intent, holds: str) -> str:
        if holds == "account":
            return "a"
        if holds == "number":
            return f"n/{intent.number}"
        if holds == "pair":
            return f"p/{intent.number}/{intent.recipient}"
        return f"m/{intent.marker}"
