"""The frequency cap: so many marketing messages per customer in any window of this length."""

from collections import defaultdict

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome, SenderWorld
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.persons import person_of
from windtunnel_load.senders.reference.retry import HORIZON_S
from windtunnel_load.senders.reference.rules import Rule


class FrequencyCap(Rule):
    """Counts the messages that may have arrived, each by its last attempt."""

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self._of: dict[str, dict[str, Entry]] = defaultdict(dict)

    async def resume(self) -> None:
        """Take up the messages of earlier lives."""
        async for entry in self.outbox.every():
            self.began(entry)

    async def reason_against(self, entry: Entry) -> Outcome | None:
        """Refuse what would be one too many; a message does not stand in its own way."""
        cap, wanted = self.policy.frequency_cap, entry.wanted
        if wanted.scope != "marketing" or cap is None:
            return None
        since_s = self.since_s()
        others = self._of[person_of(wanted.recipient)].values()
        sent = sum(
            other.possible > 0 and last_s(other) > since_s
            for other in others
            if other.wanted.marker != wanted.marker
        )
        return Outcome(state="cancelled", cause="limit") if sent >= cap else None

    def since_s(self) -> float:
        """Return when the window that ends now began."""
        return self.world.now() - (self.policy.frequency_window_s or 0.0)

    def began(self, entry: Entry) -> None:
        """Note what may arrive."""
        if entry.wanted.scope == "marketing" and entry.attempts:
            self._of[person_of(entry.wanted.recipient)][entry.wanted.marker] = entry


def last_s(entry: Entry) -> float:
    """Return when the last attempt may have been made, at the latest."""
    return (entry.begun_s or 0.0) + (HORIZON_S if entry.attempts > 1 else 0.0)
