"""The other way: while a number's provider is out its messages go by the other provider's.

Only what has surely not been accepted takes another way. A message whose answer was lost stays
where it is: sent again elsewhere it would arrive twice.
"""

import math

import msgspec
from msgspec import structs

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.retry import Decision
from windtunnel_load.senders.reference.rules import Rule

TRIP = 3
"""Failures in a row after which a number counts as out, at once; a lasting one does so, too."""

PROBE_EVERY_S = 8.0
"""So often one message goes the usual way, to see whether that is open again."""


class Health(msgspec.Struct):
    """How a number does: failures in a row since when, and when it was tried last (harness s)."""

    failures: int = 0
    since_s: float = math.inf
    tried_s: float = -math.inf


class Failover(Rule):
    """The first provider's numbers are the usual way, the next one's first number is the other."""

    cause = "provider"

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        first, *others = world.credentials.values()
        other = next((name for each in others for name in each.numbers), None)
        self.other = {} if other is None else dict.fromkeys(first.numbers, other)
        self._health: dict[str, Health] = {}

    def route(self, entry: Entry) -> None:
        """Choose from which number the next attempt is made."""
        home = entry.home or entry.wanted.number
        other = self.other.get(home)
        if other is None or not self.may_move(entry):
            return
        number = home
        if self._is_out(home) and not self._is_out(other) and not self._is_probe_due(home):
            number = other
        if number != entry.wanted.number:
            entry.home = home
            entry.wanted = structs.replace(entry.wanted, number=number)

    def may_move(self, entry: Entry) -> bool:
        """Say whether no copy of a message can be on its way already."""
        return not entry.doubtful

    def began(self, entry: Entry) -> None:
        """Note a try."""
        self._of(entry.wanted.number).tried_s = self.world.now()

    def ended(self, entry: Entry, decision: Decision) -> None:
        """Count failures of the provider; whatever else it says, it is there."""
        health = self._of(entry.wanted.number)
        if decision.act != "park" and decision.cause not in {"provider", "auth"}:
            self._health.pop(entry.wanted.number)
            return
        health.failures += TRIP if decision.cause == "auth" else 1
        health.since_s = min(health.since_s, entry.tried_s)

    def _is_out(self, number: str) -> bool:
        health = self._of(number)
        lasts_s = self.world.now() - health.since_s
        return health.failures >= TRIP or lasts_s >= (self.policy.fallback_after_s or math.inf)

    def _is_probe_due(self, number: str) -> bool:
        return self.world.now() >= self._of(number).tried_s + PROBE_EVERY_S

    def _of(self, number: str) -> Health:
        return self._health.setdefault(number, Health())
