"""It hands a customer over without saying what they asked."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.events import Text
from windtunnel_load.senders.reference.support import Support


class Mute(Support):
    """Passes on a name alone."""

    def context(self, text: Text) -> str | None:
        """Return the message from which the person can go on."""
        return None if text.text else text.message


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, rules=CAREFUL.rules_with(Mute)))
