"""R26: marketing goes to those who agreed to it, and not before they did."""

from collections import defaultdict

from windtunnel.domain.facts import ConsentFact, OptInFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import Context
from windtunnel_reports.customers import Customers, is_in, scopes_of
from windtunnel_reports.invariants.base import Invariant

MARKETING = ("marketing",)


class ConsentFirst(Invariant):
    """A marketing attempt has a fact of consent or opt-in before it.

    What an opt-out takes away again is judged by R19.
    """

    id = "R26"
    name = "consent first"
    must_count = "marketing_attempts"
    untested_why = "no marketing message was sent"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._customers = Customers(context.cases)
        self._evidence: dict[str, list[StoryLine]] = defaultdict(list)
        facts: list[ConsentFact | OptInFact] = [*context.cases.of_kind(ConsentFact)]
        facts += context.cases.of_kind(OptInFact)
        for fact in facts:
            if is_in(fact.scope, MARKETING):
                text = f"consent on record: {fact.evidence or 'opt-in'}"
                line = StoryLine(t=fact.t, kind="consent", text=text)
                self._evidence[self._customers.person(fact.recipient)].append(line)

    def judge(self, case: Case) -> None:
        """Judge one message's marketing attempts."""
        for attempt in case.attempts:
            if "marketing" in scopes_of(case, attempt):
                self.counters["marketing_attempts"] += 1
                self._judge(case, attempt)

    def _judge(self, case: Case, attempt: Attempt) -> None:
        persons = self._customers.meant(case, attempt)
        rows = [line for person in persons for line in self._evidence.get(person, ())]
        first = min(rows, key=lambda line: line.t, default=None)
        if first is None:
            self.breach(
                case, "a marketing message went to somebody of whom no consent is on record"
            )
        elif first.t > attempt.fact.t + self.context.delta_us:
            early_s = (first.t - attempt.fact.t) / 1e6
            self.breach(
                case,
                f"a marketing message went out {early_s:.1f} s before the customer's consent "
                f"({first.text.partition(': ')[2]})",
                [attempt],
                evidence=[first],
            )
