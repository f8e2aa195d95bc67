"""A limit holds up the message that met it, and the others hammer on."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.pauses import Pauses


class HoldsOne(Pauses):
    """Knows no limit of a number."""

    def key(self, intent: Intent, holds: str) -> str:
        """Return what names those whom a pause holds up."""
        return super().key(intent, "message" if holds == "number" else holds)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, pauses=HoldsOne))
