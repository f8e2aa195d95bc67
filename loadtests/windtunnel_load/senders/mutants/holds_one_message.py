"""A limit holds up the message that met it, and the others hammer on."""

from dataclasses import replace

from msgspec import structs

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.retry import Decision, Retry
from windtunnel_load.senders.reference.wire import Answer


class HoldsOne(Retry):
    """Knows no limit of a number, unless the provider asks for a wait."""

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole."""
        decision = super().after_answer(answer, attempt=attempt, chance=chance, row=row)
        is_plain = decision.holds == "number" and not answer.retry_after_s
        return structs.replace(decision, holds="message") if is_plain else decision


def create(world: SenderWorld) -> Reference:
    """Return this sender."""
    return Reference(world, replace(CAREFUL, retry=HoldsOne))
