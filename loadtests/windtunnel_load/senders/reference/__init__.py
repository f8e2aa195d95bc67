"""The reference sender: what a careful sender does, in a few small files."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.parts import POLICY, Parts
from windtunnel_load.senders.reference.retry import Retry
from windtunnel_load.senders.reference.sender import Reference


def create(world: SenderWorld) -> Reference:
    """Return a reference sender in this world."""
    return Reference(world, Parts())


__all__ = ["POLICY", "Parts", "Reference", "Retry", "create"]
