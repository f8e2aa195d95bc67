"""It asks whether `sent` is there, and the text "false" is as true as any other text."""

from dataclasses import replace

import httpx

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires import UltraMsg


class Truthy(UltraMsg):
    """Reads a text as a language without types would."""

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        answer = super().read(reply)
        is_sent = answer.message is None and b'"sent":"' in reply.content
        return Answer(message="queued") if is_sent else answer


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, wires=CAREFUL.wires_with(Truthy)))
