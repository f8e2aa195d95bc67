"""R03: when all is quiet, each message has an end that somebody was told."""

from windtunnel.domain.facts import RestartFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import HTTP_NOT_OK, HTTP_OK, Case
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.lines import crash_lines


class NothingLostSilently(Invariant):
    """An outcome exists; for a plain service, its 2xx was its promise.

    Unknown is an end only where a sender could not tell: an answer was ambiguous or came after
    the client had given up, or a crash took what it remembered, be it that nothing had left yet.
    """

    id = "R03"
    name = "nothing lost silently"
    proof = ("promise", "outcome")

    def judge(self, case: Case) -> None:
        """Judge one message that was given to the sender."""
        if case.intent is None:
            return
        self.counters["cases"] += 1
        lost = self._lost() if not self._told(case) else ""
        if "outcome" not in self.context.reports:
            lost = self._broken_promise(case)
        if not lost:
            return
        undecided = self.context.unquiet or self._crashed() or self._speechless(case)
        if undecided:
            self.doubt(undecided)
        else:
            text, began_t = "the message is given to the sender", case.intent.t
            given = StoryLine(t=began_t, kind="intent", text=text)
            self.breach(case, lost, evidence=[given, *crash_lines(self.context.cases, began_t)])

    def finish(self) -> None:
        """A run that did not come to rest cannot say that nothing was lost."""
        if self.context.unquiet:
            self.doubt(self.context.unquiet)

    def _told(self, case: Case) -> bool:
        outcome = case.outcome
        if outcome is None:
            return False
        if outcome.state != "unknown":
            return True
        began_t = case.intent.t if case.intent is not None else 0
        if self.context.crashed_between(began_t, outcome.t):
            return True
        return any(
            attempt.is_ambiguous or self.context.read_t(attempt) is None
            for attempt in case.attempts
        )

    def _lost(self) -> str:
        return "the message was given to the sender, and nobody was told what became of it"

    def _broken_promise(self, case: Case) -> str:
        promise = case.promise
        if promise is None or promise.http is None:
            return ""
        if not HTTP_OK <= promise.http < HTTP_NOT_OK:
            return ""
        self.counters["promised"] += 1
        if case.accepted:
            return ""
        last = case.attempts[-1].answer if case.attempts else None
        if last is not None and last.cls == "permanent":
            return ""
        return f"the service answered {promise.http}, and the message never reached the provider"

    def _speechless(self, case: Case) -> str:
        """A plain service that may send once only cannot say that it does not know."""
        if "outcome" in self.context.reports or self.context.policy.delivery != "at-most-once":
            return ""
        if not case.attempts or not case.attempts[-1].is_ambiguous:
            return ""
        return "the last answer was lost, and a plain service has no word for unknown"

    def _crashed(self) -> str:
        restarts = self.context.cases.of_kind(RestartFact)
        for crash in self.context.cases.crashes:
            if not any(fact.of == crash.of and fact.t >= crash.t for fact in restarts):
                return f"{crash.of} ended by itself and was not restarted"
        return ""
