"""It takes HTTP 500 for a refusal."""

from dataclasses import replace

import httpx

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.at_most_once import PARTS
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer, Wire

SERVER_ERROR = 500


class Trusts(Wire):
    """Reads a code out of a status."""

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        is_down = reply.status_code == SERVER_ERROR
        return Answer(code=SERVER_ERROR) if is_down else super().read(reply)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(PARTS, wire=Trusts))
