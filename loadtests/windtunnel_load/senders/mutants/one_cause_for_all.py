"""Every dead letter is blamed on the provider."""

from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer


class Blames(Retry):
    """Knows one cause."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        decision = super().after_answer(answer, attempt=attempt, chance=chance, row=row)
        return structs.replace(decision, cause="provider")


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=Blames))
