"""Parks an ambiguous send as unknown; the status webhook, by our own data in it, decides."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference


def create(world: SenderWorld) -> Reference:
    """Return a reconciling sender."""
    return Reference(world, CAREFUL)
