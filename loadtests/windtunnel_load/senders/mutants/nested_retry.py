"""Its transport retries too: three times what the loop counts."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires import Meta

UNAVAILABLE = 131_016


class Nested(Meta):
    """Sends again by itself while the provider says that it is out."""

    async def post(self, intent: Intent, number: str, *, attempt: int) -> Answer:
        """Send an intent from a number of this name and return what the answer says."""
        for _ in range(2):
            answer = await super().post(intent, number, attempt=attempt)
            if answer.code != UNAVAILABLE:
                return answer
        return await super().post(intent, number, attempt=attempt)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, wires=CAREFUL.wires_with(Nested)))
