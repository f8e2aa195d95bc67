"""It heeds a throughput limit, and the message that met it is gone."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import Decision

THROUGHPUT = 130_429


class Drops(Reference):
    """Raises where nobody catches."""

    async def attempt(self, entry: Entry) -> Decision:
        """Make one attempt, written down before and decided upon after."""
        decision = await super().attempt(entry)
        if decision.code == THROUGHPUT:
            await self.pauses.hold(entry.wanted, decision)
            raise LookupError(decision.code)
        return decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Drops(world, CAREFUL)
