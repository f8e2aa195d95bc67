"""A webhook that comes twice is applied twice."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.dedupe import Dedupe


class Forgetful(Dedupe):
    """Keeps nothing."""

    def is_new(self, applied_s: float | None, now_s: float) -> bool:
        """Say whether an event is to be applied now."""
        return applied_s is None or now_s >= applied_s


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, dedupe=Forgetful))
