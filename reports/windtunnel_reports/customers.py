"""What customers did of themselves: when they wrote, and what they opted in to."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from windtunnel.domain.facts import InboundFact, MessageScope, OptInFact
from windtunnel_reports.cases import Attempt, Case, Cases
from windtunnel_reports.persons import Persons

EVERY_SCOPE = frozenset({"all", "every", ""})
"""How a fact says that it is of messages of any scope."""


def scopes_of(case: Case, attempt: Attempt | None = None) -> tuple[MessageScope, ...]:
    """Return the scopes of an attempt: as the provider read it, and as it was meant.

    A text that stands for a template says nothing of its scope: then only the meaning counts.
    """
    intent = case.intent
    is_text = intent is not None and intent.form != "free" and _is_text(attempt)
    found = (
        None if attempt is None or is_text else attempt.fact.scope,
        None if intent is None else intent.scope,
    )
    return tuple(dict.fromkeys(each for each in found if each is not None))


def is_in(scope: str, scopes: Iterable[str]) -> bool:
    """Return whether a consent or an opt-out of this scope is about messages of these."""
    return scope in EVERY_SCOPE or scope in scopes


def _is_text(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.fact.form == "free"


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a customer: when (µs), and whether the sender acknowledged it."""

    t: int
    acked: bool


class Customers:
    """Customers' own acts, by person."""

    def __init__(self, cases: Cases) -> None:
        self._persons = Persons(cases)
        self._wrote: dict[tuple[str, str], list[Text]] = defaultdict(list)
        self._opted_in: dict[str, list[OptInFact]] = defaultdict(list)
        for fact in cases.of_kind(InboundFact):
            text = Text(t=fact.t, acked=cases.acked_t(fact.event) is not None)
            self._wrote[(fact.number, self._persons.of_inbound(fact))].append(text)
        for opted in cases.of_kind(OptInFact):
            self._opted_in[self.person(opted.recipient)].append(opted)

    def person(self, recipient: str) -> str:
        """Return the person behind a number."""
        return self._persons.of_recipient(recipient)

    def meant(self, case: Case, attempt: Attempt | None = None) -> tuple[str, ...]:
        """Return the persons of a message: whom an attempt names, and whom it was meant for."""
        found = (None if attempt is None else attempt.fact.recipient, case.recipient)
        return tuple(dict.fromkeys(self.person(each) for each in found if each))

    def wrote_t(
        self, number: str, persons: Iterable[str], before_t: int, *, acked: bool = False
    ) -> int | None:
        """Return when a customer last wrote to a number, None where they never did.

        Args:
            number: the business's number.
            persons: who may have written.
            before_t: only what was written until then, in µs.
            acked: only what the sender acknowledged, whenever it did.
        """
        found = (text for person in persons for text in self._wrote.get((number, person), ()))
        times = [text.t for text in found if text.t <= before_t and (text.acked or not acked)]
        return max(times, default=None)

    def opted_in(
        self, persons: Iterable[str], scopes: Iterable[str], from_t: int, to_t: int
    ) -> bool:
        """Return whether a customer opted in to one of the scopes within these times."""
        scopes = tuple(scopes)
        return any(
            from_t <= fact.t <= to_t and is_in(fact.scope, scopes)
            for person in persons
            for fact in self._opted_in.get(person, ())
        )
