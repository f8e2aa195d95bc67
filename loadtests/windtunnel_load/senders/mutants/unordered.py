"""It sends the next message of a key when the one before was accepted, not when it arrived."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.ordering import POLL_S, Ordering
from windtunnel_load.senders.reference.outbox import OPEN, Entry


class Eager(Ordering):
    """Takes acceptance for arrival."""

    def wait_s(self, entry: Entry) -> float:
        """Return a wait while an earlier one may yet arrive."""
        lane = self.lanes.get(entry.wanted.order_key or "", {})
        earlier = [e for intent, e in lane.items() if intent < entry.wanted.intent]
        return POLL_S if any(e.state in OPEN for e in earlier) else 0.0


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, rules=CAREFUL.rules_with(Eager)))
