"""It sends again after silence: the provider would know the label again, it thinks."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.polls import Polls


class Relies(Polls):
    """Takes a label by which a list can be filtered for an idempotency key."""

    async def is_known(self, entry: Entry) -> bool | None:
        """Say whether the provider knows each attempt of a message; None where it does not say."""
        return False if entry.doubtful else await super().is_known(entry)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, polls=Relies))
