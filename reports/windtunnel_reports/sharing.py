"""One copy of each text: a ledger names the same number, message and event in fact after fact.

Each line of a ledger is decoded by itself, so each fact comes with copies of its own; they were
half of what a judge of a million facts held.
"""

from typing import Any

from windtunnel.domain.facts import (
    AnswerFact,
    AnyFact,
    AttemptFact,
    EffectFact,
    Fact,
    HandsetFact,
    IntentFact,
    PushFact,
    StatusFact,
)
from windtunnel_reports.case import Case

FEW: dict[type, tuple[str, ...]] = {
    IntentFact: ("recipient", "country", "number", "flow", "template", "lang", "segment"),
    AttemptFact: ("recipient", "provider", "number", "template", "lang", "conn"),
    AnswerFact: ("cls", "plan", "limiter", "fault", "fault_id"),
    HandsetFact: ("recipient", "provider", "number", "template", "lang"),
    StatusFact: ("status", "cls"),
    PushFact: ("subscriber", "fault", "fault_id"),
    EffectFact: ("state", "contact"),
}
"""Fields that hold few different texts in a run."""


class Texts:
    """The texts of which there are few."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def share(self, fact: AnyFact) -> None:
        """Let a fact hold the one copy of each text that comes often."""
        kept = self._kept
        for field in FEW.get(type(fact), ()):
            text = getattr(fact, field)
            if text is not None:
                setattr(fact, field, kept.setdefault(text, text))


def share_with(fact: Any, other: Fact | None, *fields: str) -> None:
    """Let a fact hold another's copy of a text, where the two are equal."""
    for field in fields if other is not None else ():
        text = getattr(other, field)
        if getattr(fact, field) == text:
            setattr(fact, field, text)


def share_message(fact: HandsetFact | StatusFact, case: Case) -> None:
    """Let a fact hold the message id of the answer that gave it."""
    for attempt in case.attempts:
        share_with(fact, attempt.answer, "message")
