"""After an outage it works through its backlog, the oldest first."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.line import Line
from windtunnel_load.senders.reference.outbox import Entry


class OldestFirst(Line):
    """Serves whoever has waited longest."""

    def urgency(self, entry: Entry) -> tuple[float, float]:
        """Return what decides whose turn it is, least first: the deadline, then the age."""
        return (entry.opened_s, 0.0)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, line=OldestFirst))
