"""It has no plan for a throughput limit, and the message is gone."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer

THROUGHPUT = 130_429


class Drops(Retry):
    """Raises where nobody catches."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        if answer.code == THROUGHPUT:
            raise LookupError(answer.code)
        return super().after_answer(answer, attempt=attempt, chance=chance, row=row)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=Drops))
