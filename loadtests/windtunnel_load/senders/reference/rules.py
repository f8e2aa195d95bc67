"""A rule of its own beside the loop: a cap, an order, a breaker; one small file each."""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome, SenderWorld
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import Decision
from windtunnel_load.senders.reference.webhooks import Event


class Rule:
    """Base of all: each of the loop's questions has an answer that changes nothing."""

    def __init__(self, world: SenderWorld, policy: Policy) -> None:
        self.world = world
        self.policy = policy

    async def resume(self) -> None:
        """Take up what an earlier life has kept."""

    async def turn(self, entry: Entry) -> Outcome | None:
        """Wait until a message may go; an outcome where it shall not wait any longer."""

    def is_held(self, entry: Entry) -> bool:
        """Say whether a message has to wait again, at the last moment."""
        del entry
        return False

    async def reason_against(self, entry: Entry) -> Outcome | None:
        """Return why an attempt may not be made now, or None."""

    def began(self, entry: Entry) -> None:
        """Note that an attempt is made."""

    def ended(self, entry: Entry, decision: Decision) -> None:
        """Note what an attempt came to."""

    async def changed(self, entry: Entry) -> None:
        """Note a receipt, or an end."""

    async def heard(self, event: Event) -> None:
        """Note what a webhook says; durable on return."""
