"""Two messages at once share one buffer for the recipient."""

import asyncio
from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires import Meta


class Shares(Meta):
    """Writes the recipient where another may write theirs."""

    async def post(self, intent: Intent, number: str, *, attempt: int) -> Answer:
        """Send an intent from a number of this name and return what the answer says."""
        self.recipient = intent.recipient
        await asyncio.sleep(0)
        mixed = structs.replace(intent, recipient=self.recipient)
        return await super().post(mixed, number, attempt=attempt)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, wires=CAREFUL.wires_with(Shares)))
