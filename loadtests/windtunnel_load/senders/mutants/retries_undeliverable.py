"""It retries 131026 for ever."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer

UNDELIVERABLE = 131_026


class Stubborn(Retry):
    """Takes one permanent code for one that time will cure."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        if answer.code == UNDELIVERABLE:
            return self.again(1, chance=chance, code=answer.code)
        return super().after_answer(answer, attempt=attempt, chance=chance, row=row)


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=Stubborn))
