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
        sent = [e async for e in self.outbox.every() if decision.act == "again" and e.message]
        for other in sent:
            await self.wire(other).post(other.wanted, other.wanted.number, attempt=other.attempts)
        return decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Batches(world, CAREFUL)
