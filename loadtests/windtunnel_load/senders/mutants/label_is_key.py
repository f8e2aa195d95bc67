"""It sends again after silence: the provider would know the label again, it thinks."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.polls import Polls


class Relies(Polls):
    """Takes a label by which a list can be filtered for an idempotency key."""

    async def was_taken(self, entry: Entry) -> bool | None:
        """Say whether the last attempt of a message was accepted; None where nobody knows."""
        return False if self.can_ask(entry) else None


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, polls=Relies))
