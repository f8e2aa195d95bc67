"""The retry budget: retries are paid for by first attempts, so that they cannot multiply."""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.rules import Rule

POLL_S = 0.5


class RetryBudget(Rule):
    """A purse that holds the floor at most: a first attempt puts a share in, a retry takes one."""

    cause = "provider"

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self._floor = float(policy.retry_budget_floor or 0)
        self._purse = self._floor

    def wait_s(self, entry: Entry) -> float:
        """Return a wait where a retry cannot be paid."""
        return POLL_S if entry.attempts and self._purse < 1.0 else 0.0

    def began(self, entry: Entry) -> None:
        """Pay."""
        share = -1.0 if entry.attempts > 1 else self.policy.retry_budget or 0.0
        self._purse = min(self._floor, self._purse + share)
