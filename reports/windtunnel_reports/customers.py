"""Who wrote when, and who wants no more messages: customers as the ledger knows them."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from windtunnel.domain.facts import InboundFact, MessageScope, OptInFact
from windtunnel_reports.cases import Attempt, Case, Cases

EVERY_SCOPE = frozenset({"all", "every", ""})
"""How a fact says that it is of messages of any scope."""


def digits(recipient: str | None) -> str:
    """Return a recipient without the plus sign."""
    return (recipient or "").lstrip("+")


def recipients_of(case: Case, attempt: Attempt) -> tuple[str, ...]:
    """Return the forms under which an attempt's recipient is known: as sent, and as meant."""
    found = digits(attempt.fact.recipient), digits(case.recipient)
    return tuple(dict.fromkeys(each for each in found if each))


def scopes_of(case: Case, attempt: Attempt | None = None) -> tuple[MessageScope, ...]:
    """Return the scopes of an attempt: as the provider read it, and as it was meant."""
    found = (
        None if attempt is None else attempt.fact.scope,
        None if case.intent is None else case.intent.scope,
    )
    return tuple(dict.fromkeys(each for each in found if each is not None))


def is_in(scope: str, scopes: Iterable[str]) -> bool:
    """Return whether a consent or an opt-out of this scope is about messages of these."""
    return scope in EVERY_SCOPE or scope in scopes


class Writer(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a customer: when (µs), and whether the sender acknowledged it."""

    t: int
    acked: bool


class People:
    """Customers' own acts, by the forms of their number."""

    def __init__(self, cases: Cases) -> None:
        self._wrote: dict[tuple[str, str], list[Writer]] = defaultdict(list)
        self._opted_in: dict[str, list[OptInFact]] = defaultdict(list)
        self._forms: dict[str, tuple[str, ...]] = {}
        for fact in cases.of_kind(InboundFact):
            forms = tuple(dict.fromkeys((digits(fact.recipient), digits(fact.person))))
            self._forms[fact.event] = tuple(form for form in forms if form)
            wrote = Writer(t=fact.t, acked=cases.acked_t(fact.event) is not None)
            for form in self._forms[fact.event]:
                self._wrote[(fact.number, form)].append(wrote)
        for opted in cases.of_kind(OptInFact):
            for form in self.forms(opted.recipient, opted.event):
                self._opted_in[form].append(opted)

    def forms(self, recipient: str, event: str | None) -> tuple[str, ...]:
        """Return every form of the person whom a fact is about."""
        known = self._forms.get(event or "", ())
        return tuple(dict.fromkeys((digits(recipient), *known)))

    def wrote_t(
        self, number: str, forms: Iterable[str], before_t: int, *, acked: bool = False
    ) -> int | None:
        """Return when a customer last wrote to a number, None where they never did.

        Args:
            number: the business's number.
            forms: of the customer's number.
            before_t: only what was written until then, in µs.
            acked: only what the sender acknowledged, whenever it did.
        """
        found = (wrote for form in forms for wrote in self._wrote.get((number, form), ()))
        times = [w.t for w in found if w.t <= before_t and (w.acked or not acked)]
        return max(times, default=None)

    def opted_in(
        self, forms: Iterable[str], scopes: Iterable[str], from_t: int, to_t: int
    ) -> bool:
        """Return whether a customer opted in to one of the scopes within these times."""
        scopes = tuple(scopes)
        return any(
            from_t <= fact.t <= to_t and is_in(fact.scope, scopes)
            for form in forms
            for fact in self._opted_in.get(form, ())
        )
