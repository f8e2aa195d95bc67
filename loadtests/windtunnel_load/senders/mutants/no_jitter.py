"""It retries after a second, every message at the same time."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference import Parts, Reference
from windtunnel_load.senders.reference.retry import Retry


class InStep(Retry):
    """Backs off without chance."""

    def backoff_s(self, attempt: int, chance: float) -> float:
        """Return the backoff after an attempt."""
        del attempt, chance
        return 1.0


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, Parts(retry=InStep))
