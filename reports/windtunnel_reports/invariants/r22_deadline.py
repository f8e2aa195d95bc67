"""R22: what comes too late is not sent."""

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.invariants.base import Invariant


class Deadline(Invariant):
    """No attempt starts after the deadline: an expired code only confuses its reader."""

    id = "R22"
    name = "deadline"
    must_count = "open_at_deadline"
    untested_why = "no message was still to be sent when its deadline passed"

    def judge(self, case: Case) -> None:
        """Judge one message that has a deadline."""
        intent = case.intent
        if intent is None or intent.deadline is None:
            return
        deadline = intent.deadline
        if not self._is_settled(case, deadline):
            self.counters["open_at_deadline"] += 1
        late = [a for a in case.attempts if a.fact.t > deadline + self.context.delta_us]
        if late:
            late_s = (late[0].fact.t - deadline) / 1e6
            self.breach(
                case,
                f"an API call was made {late_s:.1f} s after the message's deadline",
                late[:2],
                evidence=[StoryLine(t=deadline, kind="deadline", text="the deadline passes")],
            )

    def _is_settled(self, case: Case, deadline: int) -> bool:
        """Say whether nothing was left to do when the deadline passed."""
        told = [o.t for o in case.outcomes if o.state != "expired"]
        read = [self.context.read_t(attempt) for attempt in case.accepted]
        return any(t <= deadline for t in (*told, *(t for t in read if t is not None)))
