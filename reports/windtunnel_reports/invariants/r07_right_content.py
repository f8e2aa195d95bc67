"""R07: the right content reaches the right person."""

from windtunnel_reports.cases import Case
from windtunnel_reports.invariants.base import Invariant


class RightContent(Invariant):
    """Each handset row has the intent's recipient and, where it is known, its content."""

    id = "R07"
    name = "right content to the right person"
    must_count = "handset_rows"
    untested_why = "no message arrived"

    def judge(self, case: Case) -> None:
        """Compare each row with what was meant."""
        intent = case.intent
        if intent is None:
            return
        for row in case.rows:
            self.counters["handset_rows"] += 1
            if row.recipient.lstrip("+") != intent.recipient.lstrip("+"):
                self.counters["wrong_recipient"] += 1
                self.breach(
                    case,
                    f"a message for {intent.recipient} arrived on the handset of {row.recipient}",
                )
            elif intent.content_sha is not None and row.content_sha != intent.content_sha:
                self.breach(case, "what arrived is not what was to be said")

    def finish(self) -> None:
        """Without markers a message that went astray shows by another that nobody got."""
        for why in self.context.cases.attribution.astray:
            self.doubt(why)
