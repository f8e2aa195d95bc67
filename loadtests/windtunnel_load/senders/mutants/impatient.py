"""It gives up after two attempts, though it claims eight."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.at_least_once import PARTS, Renewing
from windtunnel_load.senders.reference import Reference


class Impatient(Renewing):
    """Has little hope."""

    attempts = 2


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(PARTS, retry=Impatient))
