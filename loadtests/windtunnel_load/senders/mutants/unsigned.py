"""It takes a webhook from anybody."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld, Webhook
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.receiver import Receiver


class Trusting(Receiver):
    """Does not look at the signature."""

    def is_genuine(self, webhook: Webhook) -> bool:
        """Say whether the provider has sent it."""
        return bool(webhook.headers)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, receiver=Trusting))
