"""A pair's limit stops the whole number."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.pauses import Pauses


class HoldsAll(Pauses):
    """Knows no limit of a pair."""

    def key(self, intent: Intent, holds: str) -> str:
        """Return what names those whom a pause holds up."""
        return super().key(intent, "number" if holds == "pair" else holds)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, pauses=HoldsAll))
