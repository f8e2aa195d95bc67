"""It asks for an opt-out when a message comes, and not when it goes."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.customers import Customers, Known


class AsksOnce(Customers):
    """Remembers what it was allowed."""

    def may_market(self, intent: Intent, known: Known) -> bool:
        """Say whether marketing was asked for, or consent is on record, and no stop came since."""
        allowed = self.__dict__.setdefault("allowed", {})
        return bool(allowed.setdefault(intent.marker, super().may_market(intent, known)))


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, customers=AsksOnce))
