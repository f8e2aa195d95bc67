"""Once a message has met a limit, silence about it counts as a refusal."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import AGAIN, Decision


class Forgets(Reference):
    """Loses sight of the guard on the rarer path."""

    async def decide(self, entry: Entry) -> Decision:
        """Send once and return what follows."""
        decision = await super().decide(entry)
        was_limited = entry.attempts > 1 and decision.act == "park"
        return AGAIN if was_limited else decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Forgets(world, CAREFUL)
