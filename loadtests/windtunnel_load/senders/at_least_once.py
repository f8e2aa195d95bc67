"""Sends again after silence, until it knows better: a customer may get a message twice."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL, policy_of
from windtunnel_load.senders.reference import Reference, Retry
from windtunnel_load.senders.reference.retry import AGAIN, Decision


class Persistent(Retry):
    """Takes silence, and a crash, for a reason to try again."""

    def after_silence(self, *, attempt: int, chance: float) -> Decision:
        """Decide after a time-out or a reset: it may have been accepted, nobody can tell."""
        return self.again(attempt, chance=chance, cause="provider")

    def after_crash(self) -> Decision:
        """Decide about what was in flight when the last life ended."""
        return AGAIN


class Renewing(Persistent):
    """Takes a failure that came later for a refusal, too."""

    def after_failure(self, decision: Decision) -> Decision:
        """Decide about a message that failed after it was accepted, as that code would have it."""
        return decision


PARTS = replace(CAREFUL, policy=policy_of("at-least-once"), retry=Renewing)


def create(world: SenderWorld) -> Reference:
    """Return an at-least-once sender."""
    return Reference(world, PARTS)
