"""It goes on at full rate in an outage."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.breaker import Breaker


class Hammers(Breaker):
    """Never opens."""

    def is_open(self, number: str) -> bool:
        """Say whether the provider of a number is taken to be out."""
        del number
        return False


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, rules=CAREFUL.rules_with(Hammers)))
