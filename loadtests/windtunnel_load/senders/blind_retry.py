"""The reference sender with one bug: after a lost answer it sends again, whatever it hears."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference import Parts, Reference, Retry
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.retry import Decision


class BlindRetry(Retry):
    """Differs from the reference in what it does after silence."""

    def after_silence(self, *, attempt: int, chance: float) -> Decision:
        """Decide after a time-out or a reset: it may have been accepted, nobody can tell."""
        return self.again(attempt, chance=chance, cause="provider")

    def has_ended(self, entry: Entry) -> bool:
        """Say whether the receipts have told how it ended, so that nothing more is to be sent."""
        return entry.state not in {"queued", "in-flight"}


def create(world: SenderWorld) -> Reference:
    """Return a sender that retries blindly."""
    return Reference(world, Parts(retry=BlindRetry))
