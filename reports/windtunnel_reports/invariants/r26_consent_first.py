"""R26: marketing goes to those who agreed to it, and not before they did."""

from collections import defaultdict

from windtunnel.domain.facts import ConsentFact, OptInFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import Context
from windtunnel_reports.customers import People, digits, is_in, recipients_of, scopes_of
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
        people = People(context.cases)
        self._evidence: dict[str, list[StoryLine]] = defaultdict(list)
        rows: list[tuple[int, str, str, tuple[str, ...]]] = [
            (fact.t, fact.scope, fact.evidence, (digits(fact.recipient),))
            for fact in context.cases.of_kind(ConsentFact)
        ]
        for opted in context.cases.of_kind(OptInFact):
            forms = people.forms(opted.recipient, opted.event)
            rows.append((opted.t, opted.scope, opted.evidence or "opt-in", forms))
        for t, scope, evidence, forms in rows:
            line = StoryLine(t=t, kind="consent", text=f"consent on record: {evidence}")
            for form in forms if is_in(scope, MARKETING) else ():
                self._evidence[form].append(line)

    def judge(self, case: Case) -> None:
        """Judge one message's marketing attempts."""
        for attempt in case.attempts:
            if "marketing" in scopes_of(case, attempt):
                self.counters["marketing_attempts"] += 1
                self._judge(case, attempt)

    def _judge(self, case: Case, attempt: Attempt) -> None:
        forms = recipients_of(case, attempt)
        rows = [line for form in forms for line in self._evidence.get(form, ())]
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
