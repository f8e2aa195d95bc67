"""Where a translation is missing it writes in the language of the house, whatever is declared."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.languages import Languages

HOUSE = "de"


class SpeaksItsOwn(Languages):
    """Knows one language beside the customer's."""

    def instead(self, lang: str) -> str:
        """Return the language that stands in for one (or for a country's), or that one itself."""
        del lang
        return HOUSE


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, languages=SpeaksItsOwn))
