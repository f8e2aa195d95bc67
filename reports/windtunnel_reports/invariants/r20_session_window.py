"""R20: free-form messages go out inside the 24-hour window only."""

from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US
from windtunnel_reports.invariants.base import Invariant

WINDOW_US = 86_400 * SECOND_US
EDGE_US = 2 * SECOND_US
CLOSED_CODE = 131_047


class SessionWindow(Invariant):
    """A free-form attempt starts less than 24 h after the last acked inbound message.

    Judged at the attempt, not at the intent; within two seconds of the edge nothing is decided,
    because two clocks never agree. Only what the provider failed for it is a breach.
    """

    id = "R20"
    name = "24-hour window"
    must_count = "free_form_attempts"
    untested_why = "no free-form message was sent"

    def judge(self, case: Case) -> None:
        """Judge each free-form attempt."""
        for attempt in case.attempts:
            if attempt.fact.form == "free":
                self.counters["free_form_attempts"] += 1
                self._judge(case, attempt)

    def _judge(self, case: Case, attempt: Attempt) -> None:
        if not self._was_closed(case, attempt):
            return
        fact = attempt.fact
        written = self.context.cases.inbound.get((fact.number, fact.recipient or ""), [])
        last_t = max((t for t in written if t <= fact.t), default=None)
        if last_t is not None and abs(fact.t - last_t - WINDOW_US) <= EDGE_US:
            self.doubt("an attempt stood within two seconds of the window's edge")
        elif last_t is None or fact.t - last_t > WINDOW_US:
            self.breach(
                case, "a free-form message was sent outside the customer's window", [attempt]
            )

    def _was_closed(self, case: Case, attempt: Attempt) -> bool:
        answer = attempt.answer
        if answer is None:
            return False
        if answer.code == CLOSED_CODE:
            return True
        return any(
            status.code == CLOSED_CODE and status.message == answer.message
            for status in case.statuses
        )
