"""It takes whoever has not said no for one who said yes."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.customers import Customers, Known


class Presumes(Customers):
    """Needs no opt-in."""

    def may_market(self, intent: Intent, known: Known) -> bool:
        """Say whether marketing was asked for, or consent is on record, and no stop came since."""
        del intent
        return not known.stopped


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, customers=Presumes))
