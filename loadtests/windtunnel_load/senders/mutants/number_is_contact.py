"""It takes each form of a number for a person of its own."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.contacts import Contacts


class ByNumber(Contacts):
    """Knows people by their digits."""

    def names(self, digits: str, user: str) -> list[str]:
        """Return what a person may be known by."""
        return [f"{digits}/{user}" if user else digits]


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, contacts=ByNumber))
