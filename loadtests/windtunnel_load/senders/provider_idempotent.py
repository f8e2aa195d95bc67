"""Sends again after silence under the same key: the provider takes it once."""

from dataclasses import replace

from windtunnel.domain.sender import Intent, SenderWorld
from windtunnel_load.senders.at_least_once import Persistent
from windtunnel_load.senders.careful import CAREFUL, policy_of
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.wires import Meta


class Keyed(Meta):
    """Names each message to the provider."""

    def headers(self, intent: Intent, *, attempt: int) -> dict[str, str]:
        """Return the headers of an attempt (from 1)."""
        key = self.key(intent, attempt=attempt)
        return {**super().headers(intent, attempt=attempt), "idempotency-key": key}

    def key(self, intent: Intent, *, attempt: int) -> str:
        """Return a message's key, the same for all its attempts in one language."""
        del attempt
        return f"{intent.marker}:{intent.lang}"


WIRES = CAREFUL.wires_with(Keyed)
PARTS = replace(CAREFUL, policy=policy_of("provider-idempotent"), retry=Persistent, wires=WIRES)


def create(world: SenderWorld) -> Reference:
    """Return a sender that relies on the provider's idempotency keys."""
    return Reference(world, PARTS)
