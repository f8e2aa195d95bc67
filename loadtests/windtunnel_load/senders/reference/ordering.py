"""The order of messages with one key: each waits until the one before it has arrived.

The provider promises no order, so nothing less than the arrival will do.
"""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.outbox import OPEN, Entry, Outbox
from windtunnel_load.senders.reference.rules import Rule

POLL_S = 0.25
ARRIVED = frozenset({"delivered", "read", "played"})


class Ordering(Rule):
    """Keeps, per key, the messages that may yet arrive."""

    cause = "provider"

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self.lanes: dict[str, dict[int, Entry]] = {}

    async def resume(self) -> None:
        """Take up the messages of earlier lives."""
        async for entry in self.outbox.every():
            self.opened(entry)

    def opened(self, entry: Entry) -> None:
        """Put a message into its lane."""
        key = entry.wanted.order_key
        if key is not None and not has_settled(entry):
            self.lanes.setdefault(key, {})[entry.wanted.intent] = entry

    def wait_s(self, entry: Entry) -> float:
        """Return a wait while an earlier one may yet arrive."""
        lane = self.lanes.get(entry.wanted.order_key or "", {})
        return POLL_S if any(intent < entry.wanted.intent for intent in lane) else 0.0

    def changed(self, entry: Entry) -> None:
        """Take out what has arrived, or never will."""
        if entry.wanted.order_key is not None and has_settled(entry):
            self.lanes.get(entry.wanted.order_key, {}).pop(entry.wanted.intent, None)


def has_settled(entry: Entry) -> bool:
    """Say whether no copy of a message will arrive any more."""
    known = entry.receipts.values()
    gone = sum(receipt in ARRIVED or receipt == "failed" for receipt in known)
    return entry.state not in OPEN and gone >= entry.possible
