"""It acknowledges a webhook before anything of it is in the store."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.events import Event
from windtunnel_load.senders.reference.receiver import Receiver


class AcksEarly(Receiver):
    """Leaves the work for later."""

    async def take_all(self, events: Sequence[Event]) -> None:
        """Take events in their order: what is kept of each first, then its effect."""
        self.later = asyncio.ensure_future(super().take_all(events))


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, receiver=AcksEarly))
