"""R05: what is reported as failed did not arrive."""

from windtunnel_reports.cases import Case
from windtunnel_reports.invariants.base import Invariant


class NoFalseFailure(Invariant):
    """Outcome failed means that nothing reached the handset: after silence the word is unknown.

    A message that failed later, and of whose failure the sender heard, did fail, unless it had the
    provider queue it again after that.
    """

    id = "R05"
    name = "no false failure"
    proof = ("handset", "outcome")
    needs = frozenset({"outcome"})
    must_count = "ended_after_silence"
    untested_why = "no accepted message's answer was lost, so nobody was tempted"

    def judge(self, case: Case) -> None:
        """Judge one message's outcome by what arrived."""
        outcome = case.outcome
        if outcome is None:
            return
        if any(a.is_ambiguous or self.context.read_t(a) is None for a in case.accepted):
            self.counters["ended_after_silence"] += 1
        if outcome.state != "failed" or self._did_fail(case):
            return
        self.counters["reported_failed"] += 1
        if case.rows and not self.context.unquiet:
            self.breach(
                case, "the sender reports a failure, and the customer has the message on the phone"
            )
        elif case.accepted and self.context.unsettled:
            self.doubt(self.context.unsettled)

    def finish(self) -> None:
        """Before the end is quiet a sender may yet report otherwise."""
        if self.context.unquiet:
            self.doubt(self.context.unquiet)

    def _did_fail(self, case: Case) -> bool:
        begun = case.again
        again = {a.message: a.fact.t for a in case.accepted if a.fact.attempt in begun}
        return any(
            status.status == "failed" and t >= again.get(status.message, t)
            for t, status in case.heard
        )
