"""What a sender tells of itself, as facts: the same in real and in virtual time."""

from collections.abc import Callable
from typing import Literal, get_args

import msgspec

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.facts import (
    FACT_DECODER,
    EffectFact,
    Fact,
    OutcomeFact,
    OutcomeState,
    SeenFact,
    ToAgentFact,
)
from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Outcome

_encode = msgspec.json.Encoder().encode


class Reporting:
    """The half of a `SenderWorld` that the ledger hears; `_write` is whoever's world it is."""

    def __init__(self, *, seed: int, now_us: Callable[[], int]) -> None:
        self._seed = seed
        self._now_us = now_us

    def now(self) -> float:
        """Return harness time in seconds."""
        return self._now_us() / 1e6

    def chance(self, purpose: str, *entity: str | int) -> float:
        """Return a keyed draw in [0, 1)."""
        return unit(draw(self._seed, f"sender {purpose}", *entity)[0])

    def report(self, intent: int, outcome: Outcome) -> None:
        """Write how an intent ended.

        Raises:
            TypeError, ValueError: it is no outcome, or no state of one.
        """
        checked(outcome)
        if intent != ARMING_INDEX:
            self._tell(
                OutcomeFact(
                    t=self._now_us(),
                    intent=intent,
                    state=outcome.state,
                    cause=outcome.cause,
                    code=outcome.code,
                )
            )

    def seen(self, intent: int, state: Literal["ok", "error", "timeout"]) -> None:
        """Write what was learnt from an attempt's answer.

        Raises:
            ValueError: what the ledger cannot hold.
        """
        if intent != ARMING_INDEX:
            self._tell(SeenFact(t=self._now_us(), intent=intent, state=state))

    def effect(
        self, event: str, state: str, *, noop: bool = False, contact: str | None = None
    ) -> None:
        """Write what a webhook event changed.

        Raises:
            ValueError: what the ledger cannot hold.
        """
        self._tell(
            EffectFact(t=self._now_us(), event=event, state=state, noop=noop, contact=contact)
        )

    def to_agent(self, event: str, *, context: str | None = None) -> None:
        """Write that a conversation was handed to a person.

        Raises:
            ValueError: what the ledger cannot hold.
        """
        self._tell(ToAgentFact(t=self._now_us(), event=event, context=context))

    def _tell(self, fact: Fact) -> None:
        """Refuse what no reader of the ledger could read: the sender is to hear of it, here."""
        try:
            FACT_DECODER.decode(_encode(fact))
        except msgspec.ValidationError as error:
            raise ValueError(f"world.{_CALLS[type(fact)]}: {error}") from None
        self._write(fact)

    def _write(self, fact: Fact) -> None:
        raise NotImplementedError


_CALLS = {
    OutcomeFact: "report",
    SeenFact: "seen",
    EffectFact: "effect",
    ToAgentFact: "to_agent",
}


def checked(outcome: object) -> Outcome:
    """Return what a sender gave as an outcome.

    Raises:
        TypeError, ValueError: it is none, or its state is none.
    """
    if not isinstance(outcome, Outcome):
        raise TypeError(f"an outcome is {outcome!r}; must be a windtunnel.Outcome")
    states = get_args(OutcomeState)
    if outcome.state not in states:
        raise ValueError(f"an outcome's state is {outcome.state!r}; must be {', '.join(states)}")
    return outcome
