"""Its waits do not grow."""

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference import Parts, Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer


class Flat(Retry):
    """Waits a second at most, however often a message itself was refused."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        decision = super().after_answer(answer, attempt=attempt, chance=chance, row=row)
        is_own = decision.holds == "message" and not answer.retry_after_s
        return structs.replace(decision, wait_s=chance) if is_own else decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, Parts(retry=Flat))
