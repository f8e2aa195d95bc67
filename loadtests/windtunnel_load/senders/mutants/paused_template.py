"""It keeps sending a template that the provider has paused."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.shelf import Shelf


class Careless(Shelf):
    """Heeds what is for ever, and nothing else."""

    def may_use(self, state: str) -> bool:
        """Say whether a template in this state may be sent."""
        return state != "DISABLED"


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, rules=CAREFUL.rules_with(Careless)))
