"""The frequency cap: so many marketing messages per customer in any window of this length."""

from collections import defaultdict

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome, SenderWorld
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.persons import person_of
from windtunnel_load.senders.reference.rules import Rule


class FrequencyCap(Rule):
    """Counts copies that may arrive, not messages, and from their arrival on, not their sending.

    A copy of which no arrival is known counts for ever: it may arrive at any time.
    """

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self._of: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._arrived_s: dict[str, float] = {}

    async def resume(self) -> None:
        """Take up the messages of earlier lives."""
        async for entry in self.outbox.every():
            self.began(entry)

    async def reason_against(self, entry: Entry) -> Outcome | None:
        """Refuse what would be one too many."""
        cap = self.policy.frequency_cap
        if entry.wanted.scope != "marketing" or cap is None:
            return None
        if self.copies(person_of(entry.wanted.recipient)) < cap:
            return None
        return Outcome(state="cancelled", cause="limit")

    def copies(self, person: str) -> int:
        """Return how many copies may fall into one window with a new one."""
        since_s = self.since_s()
        return sum(
            entry.possible
            for marker, entry in self._of[person].items()
            if self._arrived_s.get(marker, since_s) >= since_s
        )

    def since_s(self) -> float:
        """Return when the window that ends now began."""
        return self.world.now() - (self.policy.frequency_window_s or 0.0)

    def began(self, entry: Entry) -> None:
        """Note what may arrive."""
        if entry.wanted.scope == "marketing" and entry.attempts:
            self._of[person_of(entry.wanted.recipient)][entry.wanted.marker] = entry
            self.changed(entry)

    def changed(self, entry: Entry) -> None:
        """Note the arrival of the last of its copies."""
        arrived = [
            receipt for receipt in entry.receipts.values() if receipt in {"delivered", "read"}
        ]
        if entry.wanted.scope == "marketing" and len(arrived) >= entry.possible > 0:
            self._arrived_s.setdefault(entry.wanted.marker, self.world.now())
