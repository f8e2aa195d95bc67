"""A rule of its own beside the loop: a cap, an order, a breaker; one small file each."""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome, SenderWorld
from windtunnel_load.senders.reference.events import Event
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.retry import Decision


class Rule:
    """Base of all: each of the loop's questions has an answer that changes nothing.

    `cause` is what a message that has waited for this rule for too long is given up with.
    """

    cause = "limit"

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        self.world = world
        self.policy = policy
        self.outbox = outbox

    async def resume(self) -> None:
        """Take up what an earlier life has kept."""

    def route(self, entry: Entry) -> None:
        """Choose from which number the next attempt is made; asked before each of them."""

    def opened(self, entry: Entry) -> None:
        """Note a message that is to be sent."""

    def wait_s(self, entry: Entry) -> float:
        """Return how long a message has to wait yet; asked again after that."""
        del entry
        return 0.0

    async def reason_against(self, entry: Entry) -> Outcome | None:
        """Return why an attempt may not be made now, or None."""

    def began(self, entry: Entry) -> None:
        """Note that an attempt is made."""

    def ended(self, entry: Entry, decision: Decision) -> None:
        """Note what an attempt came to."""

    def changed(self, entry: Entry) -> None:
        """Note a receipt, or an end."""

    async def heard(self, event: Event) -> None:
        """Note what a webhook says; durable on return."""
