"""It reports as failed what came to no answer, an HTTP 500 included."""

from dataclasses import replace

from windtunnel.domain.sender import Outcome, SenderWorld
from windtunnel_load.senders.at_most_once import PARTS
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import Decision, Retry, refused_by


class Gloomy(Retry):
    """Knows success and failure, and nothing between."""

    def outcome_of(self, decision: Decision, entry: Entry) -> Outcome:
        """Return the end that a decision is."""
        is_parked = decision.act == "park"
        return refused_by(decision) if is_parked else super().outcome_of(decision, entry)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(PARTS, retry=Gloomy))
