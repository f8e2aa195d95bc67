"""After a lost answer it sends again, unless it heard better."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry


class BlindRetry(Retry):
    """Takes silence for a refusal."""

    def after_silence(self, *, attempt: int, chance: float) -> Decision:
        """Decide after a time-out or a reset: it may have been accepted, nobody can tell."""
        return self.again(attempt, chance=chance, cause="provider")


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=BlindRetry))
