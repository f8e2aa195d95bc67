"""A pair's limit stops the whole number."""

import math
from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.pauses import Pauses
from windtunnel_load.senders.reference.retry import Decision


class HoldsAll(Pauses):
    """Takes a pair's limit for the number's as well."""

    async def hold(self, intent: Intent, decision: Decision, *, began_s: float = math.inf) -> None:
        """Hold up whom a decision about an attempt holds up that began at this time."""
        await super().hold(intent, decision, began_s=began_s)
        if decision.holds == "pair":
            await super().hold(intent, structs.replace(decision, holds="number"))


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, pauses=HoldsAll))
