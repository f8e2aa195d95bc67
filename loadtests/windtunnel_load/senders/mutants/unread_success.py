"""It stumbles over a success with a status in it, and takes that for silence."""

from dataclasses import replace

import httpx

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.at_least_once import PARTS
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires import Meta


class Stumbles(Meta):
    """Cannot read what the provider has added to its answers."""

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        answer = super().read(reply)
        return Answer() if b"message_status" in reply.content else answer


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(PARTS, wires=PARTS.wires_with(Stumbles)))
