"""When one message of a batch fails it sends the whole batch again."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import Decision


class Batches(Reference):
    """Knows batches, and not which of their messages have failed."""

    async def decide(self, entry: Entry) -> Decision:
        """Send once and return what follows."""
        decision = await super().decide(entry)
        batch = self.__dict__.setdefault("batch", [])
        for other in batch if decision.act == "again" else ():
            await self.wire.post(other.wanted, other.wanted.number, attempt=other.attempts)
        batch.extend([entry] if decision.act == "done" else [])
        return decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Batches(world, CAREFUL)
