"""The breaker: in an outage one message at a time asks whether it is over."""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.retry import Decision
from windtunnel_load.senders.reference.rules import Rule

TRIP = 25
"""Failures of the provider in a row, over all of a number, after which the breaker opens."""


class Breaker(Rule):
    """Open, it lets one message through per probe interval; one that succeeds shuts it."""

    cause = "provider"

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self._in_a_row: dict[str, int] = {}
        self._next_s: dict[str, float] = {}

    def wait_s(self, entry: Entry) -> float:
        """Return how long it is to the next probe, while the breaker is open."""
        number = entry.wanted.number
        return self._next_s[number] - self.world.now() if self.is_open(number) else 0.0

    def began(self, entry: Entry) -> None:
        """Note the probe."""
        every_s = 1.0 / (self.policy.breaker_probe_per_s or 1.0)
        self._next_s[entry.wanted.number] = self.world.now() + every_s

    def ended(self, entry: Entry, decision: Decision) -> None:
        """Count failures of the provider; whatever else it says, it is there."""
        number = entry.wanted.number
        is_out = decision.act == "park" or decision.cause == "provider"
        self._in_a_row[number] = self._in_a_row.get(number, 0) + 1 if is_out else 0

    def is_open(self, number: str) -> bool:
        """Say whether the provider of a number is taken to be out."""
        return self._in_a_row.get(number, 0) >= TRIP
