"""Its backoff does not grow."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import BACKOFF_BASE_S, Retry


class Flat(Retry):
    """Takes the base for the whole curve."""

    def backoff_s(self, attempt: int, chance: float) -> float:
        """Return the backoff after an attempt, with full jitter."""
        return chance * BACKOFF_BASE_S * min(1, attempt)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=Flat))
