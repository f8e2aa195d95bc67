"""It marks a message before it is sent: a crash between the two loses it."""

from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry, Outbox


class MarksEarly(Outbox):
    """Writes what is hoped for."""

    async def claim(self, entry: Entry) -> None:
        """Write that an attempt is about to be made."""
        await self.save(structs.replace(entry, state="accepted"))


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, outbox=MarksEarly))
