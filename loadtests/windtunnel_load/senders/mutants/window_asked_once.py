"""It looks at the window when a message comes, and not when it goes."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.customers import Customers


class LooksOnce(Customers):
    """Remembers which window was open."""

    def is_open(self, intent: Intent, wrote_s: float | None, now_s: float) -> bool:
        """Say whether a customer who last wrote at that time may be written to freely."""
        opened = self.__dict__.setdefault("opened", {})
        return bool(opened.setdefault(intent.marker, super().is_open(intent, wrote_s, now_s)))


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, customers=LooksOnce))
