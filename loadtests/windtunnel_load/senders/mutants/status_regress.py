"""The last status counts, not the furthest."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.events import Status
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.receiver import Receiver


class LastCounts(Receiver):
    """Believes in order."""

    def merge(self, entry: Entry, status: Status) -> None:
        """Let a status move its copy."""
        entry.receipts[status.message] = status.status


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, receiver=LastCounts))
