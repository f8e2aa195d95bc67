"""Sends by the first provider, and by the second one while the first is out.

It tells nobody twice: what may have been accepted by the first is not sent by the second. Messages
of an outage go the other way at once, one of them now and then asks whether the first is back, and
once it is all go there again.
"""

from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL, RULES
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.failover import Failover

POLICY = structs.replace(
    CAREFUL.policy, fallback_after_s=5.0, fallback_share=0.7, fallback_within_s=10.0
)
PARTS = replace(CAREFUL, policy=POLICY, rules=(Failover, *RULES))


def create(world: SenderWorld) -> Reference:
    """Return a failover sender."""
    return Reference(world, PARTS)
