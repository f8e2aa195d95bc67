"""Who is who: a person behind the several forms of a number, a changed one, a scoped id."""

from windtunnel.domain.facts import InboundFact, NumberChangedFact
from windtunnel.domain.people import person_of
from windtunnel_reports.cases import Cases


class Persons:
    """Persons by recipient, read from what customers wrote; who never wrote is their number.

    The number is then taken in the one form that stands for all in which it is written.
    """

    def __init__(self, cases: Cases) -> None:
        self._person: dict[str, str] = {}
        for changed in cases.of_kind(NumberChangedFact):
            self._learn(changed.recipient, changed.person)
            self._learn(changed.new, changed.person)
        for inbound in cases.of_kind(InboundFact):
            self._learn(inbound.recipient, inbound.person)

    def of_recipient(self, recipient: str) -> str:
        """Return the person behind a recipient."""
        digits = recipient.lstrip("+")
        return self._person.get(digits) or person_of(digits)

    def of_inbound(self, inbound: InboundFact) -> str:
        """Return the person who wrote."""
        return inbound.person.lstrip("+") or self.of_recipient(inbound.recipient)

    def _learn(self, recipient: str, person: str) -> None:
        if person:
            self._person[recipient.lstrip("+")] = person.lstrip("+")
