"""How long the end of a run is waited for, beyond what the sender claims to take."""

from windtunnel.domain.facts import CatalogFact, Fact, StatusFact
from windtunnel.domain.policy import Policy
from windtunnel_verify.schedule import PlannedFault, Schedule, late_us

MARGIN_US = 500_000


class Waiting:
    """Notes what makes a run last: queues that keep their messages, failures to be asked for."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._queue_us = 0
        self._failed_us = 0

    def note(self, fact: Fact) -> None:
        """Take a fact of the run."""
        if isinstance(fact, CatalogFact) and fact.catalog.queue is not None:
            self._queue_us = max(self._queue_us, round(fact.catalog.queue.ttl_s * 1e6))
        elif isinstance(fact, StatusFact) and fact.status == "failed":
            self._failed_us = fact.t

    def tail_us(self, drawn: tuple[PlannedFault, ...]) -> int:
        """Return how far off a timer of the platform may be that is waited for.

        A queue that does not drain is waited for until it has given up all that it holds.
        """
        return self._schedule.tail_us + self._queue_us + late_us(self._schedule, drawn)

    def asked_us(self, policy: Policy) -> int:
        """Return until when a sender may ask for the last failure; 0 where it claims nothing."""
        if policy.polls_within_s is None:
            return 0
        return self._failed_us + round(policy.polls_within_s * 1e6) + MARGIN_US
