"""Its retries are not paid for."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.budget import RetryBudget
from windtunnel_load.senders.reference.outbox import Entry


class Spends(RetryBudget):
    """Owes."""

    def wait_s(self, entry: Entry) -> float:
        """Return a wait where a retry cannot be paid."""
        return 0.0 if entry.attempts else super().wait_s(entry)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, rules=CAREFUL.rules_with(Spends)))
