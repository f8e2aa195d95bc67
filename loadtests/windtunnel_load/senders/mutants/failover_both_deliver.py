"""Silence of the first provider is an outage to it, and the second one delivers, too."""

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.failover import PARTS
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import AGAIN, Decision


class BothWays(Reference):
    """Does not ask itself whether the first has it already."""

    async def decide(self, entry: Entry) -> Decision:
        """Send once and return what follows."""
        decision, other = await super().decide(entry), [*self.wires.by_name][-1]
        if decision.act != "park" or entry.wanted.number == other:
            return decision
        entry.wanted = structs.replace(entry.wanted, number=other)
        return AGAIN


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return BothWays(world, PARTS)
