"""It sends a code that nobody waits for any more."""

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference


class Punctual(Reference):
    """Knows no deadline."""

    def is_expired(self, wanted: Intent) -> bool:
        """Say whether nobody wants it any more."""
        return wanted.deadline_us == 0


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Punctual(world, CAREFUL)
