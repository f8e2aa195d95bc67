"""R04: what is reported as accepted was accepted."""

from windtunnel_reports.cases import Case
from windtunnel_reports.invariants.base import Invariant


class NoPhantomSuccess(Invariant):
    """Outcome accepted means that the provider took an attempt."""

    id = "R04"
    name = "no phantom success"
    proof = ("outcome",)
    needs = frozenset({"outcome"})
    must_count = "reported_accepted"
    untested_why = "no message was reported as accepted"

    def judge(self, case: Case) -> None:
        """Judge one message whose outcome is accepted."""
        if case.outcome is None or case.outcome.state != "accepted":
            return
        self.counters["reported_accepted"] += 1
        if not case.accepted:
            self.breach(case, "the sender reports success for a message that nobody accepted")
