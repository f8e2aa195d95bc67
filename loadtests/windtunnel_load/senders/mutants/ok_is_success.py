"""It takes HTTP 200 for success."""

from dataclasses import replace

import httpx

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires import Meta


class Hopes(Meta):
    """Does not look into the body."""

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        return Answer(message="taken") if reply.is_success else super().read(reply)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, wires=CAREFUL.wires_with(Hopes)))
