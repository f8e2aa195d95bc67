"""Nothing caps the sum of its growing waits."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry


class Patient(Reference):
    """Waits for as long as it takes."""

    def is_late(self, entry: Entry, wait_s: float) -> bool:
        """Say whether an attempt after a wait would lie beyond the horizon, or all patience."""
        return entry.begun_s is None and super().is_late(entry, wait_s)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Patient(world, CAREFUL)
