"""It counts marketing by the calendar day, not by any day."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.cap import FrequencyCap


class Calendar(FrequencyCap):
    """Begins anew at midnight."""

    def since_s(self) -> float:
        """Return when the window that ends now began."""
        return self.world.now() // 86_400.0 * 86_400.0


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, rules=CAREFUL.rules_with(Calendar)))
