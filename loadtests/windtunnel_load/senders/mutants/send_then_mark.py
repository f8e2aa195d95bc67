"""It marks a message when it is sent: after a crash between the two it sends it again."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry, Outbox


class MarksLate(Outbox):
    """Does not write before an attempt."""

    async def claim(self, entry: Entry) -> None:
        """Write nothing yet."""


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, outbox=MarksLate))
