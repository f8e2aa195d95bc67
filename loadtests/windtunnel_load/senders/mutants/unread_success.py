"""It stumbles over a success with a status in it, and takes that for no connection."""

from dataclasses import replace

import httpx

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer, Wire


class Stumbles(Wire):
    """Cannot read what the provider has added to its answers."""

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        answer = super().read(reply)
        return Answer(code=2) if b"message_status" in reply.content else answer


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, wire=Stumbles))
