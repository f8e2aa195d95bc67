"""It takes the seconds of Retry-After for milliseconds."""

from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer


class Hasty(Retry):
    """Waits a thousandth of what was asked for."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        answer = structs.replace(answer, retry_after_s=answer.retry_after_s / 1000)
        return super().after_answer(answer, attempt=attempt, chance=chance, row=row)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=Hasty))
