"""It waits a second for a pair's limit, however often it has met it."""

from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer

PAIR_LIMIT = 131_056


class OneSecond(Retry):
    """Takes a wait that grows for one that does not."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        decision = super().after_answer(answer, attempt=attempt, chance=chance, row=row)
        return structs.replace(decision, wait_s=1.0) if answer.code == PAIR_LIMIT else decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=OneSecond))
