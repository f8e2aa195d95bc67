"""R32: one person is one contact, however their number is written."""

from collections import defaultdict

from windtunnel.domain.facts import EffectFact, InboundFact, NumberChangedFact
from windtunnel.domain.people import person_of
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.persons import Persons
from windtunnel_reports.pushes import began_t
from windtunnel_reports.story import compose

LINES_OF_EACH = 2
FORMS_MIN = 2


class OneContact(Invariant):
    """All effects of one person carry the same contact id.

    Forms differ by Brazil's ninth digit, Mexico's 1, a changed number and a business-scoped id.
    A changed number is its person's once the sender has acknowledged the webhook that says so:
    until then nobody can know, and it stands for a person of its own. Put to the test by a person
    whom the sender met in two forms.
    """

    id = "R32"
    name = "one person is one contact"
    needs = frozenset({"effect"})
    must_count = "people_in_two_forms"
    untested_why = "no contacts are declared, or nobody was met under two forms of their number"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._people = Persons(context.cases)
        self._forms: dict[str, tuple[str, str]] = {}
        self._moves: dict[tuple[str, str], str] = {}

    def judge(self, case: Case) -> None:
        """Note of whom a message's statuses are: of the recipient that was wanted."""
        recipient = (case.recipient or "").lstrip("+")
        if recipient and self.context.policy.contacts:
            for status in case.statuses:
                self._forms[status.event] = (self._people.of_recipient(recipient), recipient)

    def finish(self) -> None:
        """Compare the contacts of each person's effects."""
        if not self.context.policy.contacts:
            return
        cases = self.context.cases
        for inbound in cases.of_kind(InboundFact):
            self._forms[inbound.event] = (self._people.of_inbound(inbound), inbound.recipient)
        for changed in cases.of_kind(NumberChangedFact):
            person = changed.person.lstrip("+")
            self._forms[changed.event] = (person, changed.new)
            self._moves[(person, person_of(changed.new))] = changed.event
        effects: dict[str, list[EffectFact]] = defaultdict(list)
        for effect in cases.of_kind(EffectFact):
            if effect.contact is not None and effect.event in self._forms:
                effects[self._known_as(effect)].append(effect)
        for person, found in effects.items():
            self._judge(person, found)

    def _known_as(self, effect: EffectFact) -> str:
        """Return whom an effect is about, by what the sender had been told of changed numbers."""
        person, form = self._forms[effect.event]
        own = person_of(form.lstrip("+"))
        news = self._moves.get((person, own))
        if news in {None, effect.event}:
            return person
        told_t = self.context.cases.acked_t(news)
        pushes = self.context.cases.pushes.get(effect.event, ())
        began = [t for t in map(began_t, pushes) if t <= effect.t]
        is_told = told_t is not None and told_t + self.context.delta_us < max(
            began, default=effect.t
        )
        return person if is_told else own

    def _judge(self, person: str, effects: list[EffectFact]) -> None:
        forms = {self._forms[effect.event][1].lstrip("+") for effect in effects}
        self.counters["people"] += 1
        self.counters["people_in_two_forms"] += len(forms) >= FORMS_MIN
        by_contact: dict[str, list[EffectFact]] = defaultdict(list)
        for effect in effects:
            by_contact[effect.contact or ""].append(effect)
        if len(by_contact) < FORMS_MIN:
            return
        lines = self._links(person)
        lines += [
            StoryLine(
                t=effect.t,
                kind="effect",
                text=f"event {effect.event} of {self._forms[effect.event][1]}: contact {contact}",
            )
            for contact, found in by_contact.items()
            for effect in found[:LINES_OF_EACH]
        ]
        sentence = f"one person was taken for {len(by_contact)} contacts"
        self.record(f"person {person}", compose(self.id, sentence, lines, recipient=person))

    def _links(self, person: str) -> list[StoryLine]:
        """Return what makes the forms one person: a change of number, and what they wrote."""
        cases = self.context.cases
        moved = [
            fact for fact in cases.of_kind(NumberChangedFact) if fact.person.lstrip("+") == person
        ]
        wrote = [fact for fact in cases.of_kind(InboundFact) if fact.person.lstrip("+") == person]
        lines = [
            StoryLine(t=fact.t, kind="number", text=f"{fact.recipient} becomes {fact.new}")
            for fact in moved[-1:]
        ]
        told_t = cases.acked_t(moved[-1].event) if moved else None
        if told_t is not None:
            text = "the sender acknowledges the webhook that says so"
            lines.append(StoryLine(t=told_t, kind="push", text=text))
        lines += [
            StoryLine(t=fact.t, kind="inbound", text=f"the same person writes as {fact.recipient}")
            for fact in wrote[-1:]
        ]
        return lines
