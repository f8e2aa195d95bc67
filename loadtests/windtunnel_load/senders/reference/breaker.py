"""The breaker: in an outage one message at a time asks whether it is over."""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.retry import Decision
from windtunnel_load.senders.reference.rules import Rule

TRIP = 25
"""Failures of the provider in a row, over all messages, after which the breaker opens."""


class Breaker(Rule):
    """Open, it lets one message through per probe interval; one that succeeds shuts it."""

    cause = "provider"

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self._in_a_row = 0
        self._next_s = 0.0

    def wait_s(self, entry: Entry) -> float:
        """Return how long it is to the next probe, while the breaker is open."""
        del entry
        return self._next_s - self.world.now() if self.is_open else 0.0

    def began(self, entry: Entry) -> None:
        """Note the probe."""
        del entry
        self._next_s = self.world.now() + 1.0 / (self.policy.breaker_probe_per_s or 1.0)

    def ended(self, entry: Entry, decision: Decision) -> None:
        """Count failures of the provider; whatever else it says, it is there."""
        del entry
        is_out = decision.act == "park" or decision.cause == "provider"
        self._in_a_row = self._in_a_row + 1 if is_out else 0

    @property
    def is_open(self) -> bool:
        """Whether the provider is taken to be out."""
        return self._in_a_row >= TRIP
