"""It forgets webhook events after a day; the provider tries for seven."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.dedupe import Dedupe


class OneDay(Dedupe):
    """Keeps events for a day."""

    ttl_s = 86_400.0


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, dedupe=OneDay))
