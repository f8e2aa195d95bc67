"""R20: free-form messages go out inside the 24-hour window only."""

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.customers import Customers
from windtunnel_reports.invariants.base import Invariant

WINDOW_US = 86_400 * SECOND_US
EDGE_US = 2 * SECOND_US
CLOSED_CODE = 131_047


class SessionWindow(Invariant):
    """A free-form attempt starts less than 24 h after the last acked inbound message.

    The clock starts when the customer wrote. Judged at the attempt, not at the intent; within two
    seconds of the edge nothing is decided, because two clocks never agree. Only what the provider
    refused or failed for it is a breach: a window can be open of which the ledger does not know.
    Where a provider knows no such window there is nothing to keep.
    """

    id = "R20"
    name = "24-hour window"
    must_count = "free_form_attempts"
    untested_why = "no free-form message was sent"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._customers = Customers(context.cases)

    def judge(self, case: Case) -> None:
        """Judge each free-form attempt."""
        for attempt in case.attempts:
            if attempt.fact.form == "free" and self.context.has_windows(attempt.fact.provider):
                self.counters["free_form_attempts"] += 1
                self._judge(case, attempt)

    def _judge(self, case: Case, attempt: Attempt) -> None:
        if not self._was_closed(case, attempt):
            return
        self.counters["refused_for_it"] += 1
        fact = attempt.fact
        persons = self._customers.meant(case, attempt)
        wrote_t = self._customers.wrote_t(fact.number, persons, fact.t, acked=True)
        if wrote_t is not None and abs(fact.t - wrote_t - WINDOW_US) <= EDGE_US:
            self.doubt("an attempt stood within two seconds of the window's edge")
        elif wrote_t is None or fact.t - wrote_t > WINDOW_US:
            line = StoryLine(t=wrote_t or 0, kind="inbound", text="the customer's last message")
            self.breach(
                case,
                "a free-form message was sent outside the customer's window",
                [attempt],
                evidence=[] if wrote_t is None else [line],
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
