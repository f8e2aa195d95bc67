"""Each attempt has a key of its own, so the provider cannot know it again."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.provider_idempotent import PARTS, Keyed
from windtunnel_load.senders.reference import Reference


class FreshKeys(Keyed):
    """Names attempts, not messages."""

    def key(self, intent: Intent, *, attempt: int) -> str:
        """Return a message's key."""
        return f"{intent.marker}-{attempt}"


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(PARTS, wires=PARTS.wires_with(FreshKeys)))
