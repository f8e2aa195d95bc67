"""R19: who opted out gets no more messages of that scope."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from windtunnel.domain.facts import OptOutFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.customers import Customers, is_in, scopes_of
from windtunnel_reports.invariants.base import Invariant

OPTED_OUT = 131_050
GRACE_S_UNSAID = 0.1
"""Where no grace is declared: what was on its way when the opt-out was acknowledged."""


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One opt-out as the sender heard it: since when it is known, and of which scope."""

    t: int
    scope: str
    lines: tuple[StoryLine, ...]
    of: Attempt | None = None


class OptOutHonoured(Invariant):
    """No attempt in scope after the opt-out was acknowledged and the grace is over.

    Queued before is no excuse; an opt-in ends it. Code 131050, in an answer or in an acknowledged
    failure, is an opt-out from marketing. What nobody told the sender binds it to nothing.
    """

    id = "R19"
    name = "opt-out honoured"
    must_count = "wanted_after_opt_out"
    untested_why = "nothing was to be said to anybody after their opt-out"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        grace_s = context.policy.opt_out_grace_s
        self._grace_s = GRACE_S_UNSAID if grace_s is None else grace_s
        self._customers = Customers(context.cases)
        self._stops: dict[str, list[Stop]] = defaultdict(list)
        for fact in context.cases.of_kind(OptOutFact):
            t = context.cases.acked_t(fact.event)
            if t is None:
                self.counters["never_acknowledged"] += 1
                continue
            said = f"the customer opts out ({fact.scope})"
            heard = "the sender acknowledges the opt-out"
            lines = (
                StoryLine(t=fact.t, kind="optout", text=said),
                StoryLine(t=t, kind="push", text=heard),
            )
            stop = Stop(t=t, scope=fact.scope, lines=lines)
            self._stops[self._customers.person(fact.recipient)].append(stop)

    def judge(self, case: Case) -> None:
        """Note opt-outs that only a code told; messages are judged in `finish`."""
        for attempt, t in self._told_by_code(case):
            line = StoryLine(t=t, kind="optout", text="code 131050 says opted out (marketing)")
            stop = Stop(t=t, scope="marketing", lines=(line,), of=attempt)
            for person in self._customers.meant(case, attempt):
                self._stops[person].append(stop)

    def finish(self) -> None:
        """Judge every message to somebody who had opted out."""
        if not self._stops:
            return
        for _, case in sorted(self.context.cases.by_index.items()):
            for attempt in case.attempts:
                self._judge(case, attempt)
            if case.intent is not None and self._is_tempting(case):
                self.counters["wanted_after_opt_out"] += 1

    def _told_by_code(self, case: Case) -> Iterator[tuple[Attempt, int]]:
        for attempt in case.attempts:
            answer, read_t = attempt.answer, self.context.read_t(attempt)
            if answer is None:
                continue
            if answer.code == OPTED_OUT and read_t is not None:
                yield attempt, read_t
            for t, status in case.heard:
                if status.code == OPTED_OUT and status.message == answer.message:
                    yield attempt, t

    def _judge(self, case: Case, attempt: Attempt) -> None:
        persons, scopes = self._customers.meant(case, attempt), scopes_of(case, attempt)
        start_t = attempt.fact.t
        for stop in (stop for person in persons for stop in self._stops.get(person, ())):
            free_until = stop.t + self._grace_s * SECOND_US + self.context.delta_us
            if start_t <= free_until or not is_in(stop.scope, scopes):
                continue
            if not self._customers.opted_in(persons, scopes, stop.t, start_t):
                late_s = (start_t - stop.t) / 1e6
                self.breach(
                    case,
                    f"a {'/'.join(scopes)} message went out {late_s:.1f} s after the sender knew "
                    "of the customer's opt-out",
                    [attempt],
                    evidence=stop.lines,
                )
                return

    def _is_tempting(self, case: Case) -> bool:
        """Say whether a message in scope was wanted, or still open, after an opt-out."""
        assert case.intent is not None, "asked of intents only"
        scopes = scopes_of(case)
        (person,) = self._customers.meant(case)
        stops = self._stops.get(person, ())
        ended_t = self.context.cases.last_t if case.outcome is None else case.outcome.t
        last_t = max(case.intent.t, ended_t)
        return any(
            is_in(stop.scope, scopes) and last_t > stop.t and stop.of not in case.attempts
            for stop in stops
        )
