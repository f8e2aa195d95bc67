"""R09: after a permanent refusal nobody tries again."""

from windtunnel_reports.cases import Case
from windtunnel_reports.invariants.base import Invariant


class PermanentMeansStop(Invariant):
    """No attempt after a permanent answer or an acked failure of a permanent code."""

    id = "R09"
    name = "permanent means stop"
    must_count = "permanent"
    untested_why = "no message was refused or failed for good"

    def judge(self, case: Case) -> None:
        """Look for attempts after the first permanent news."""
        news = self._permanent_news(case)
        if not news:
            return
        self.counters["permanent"] += 1
        first_t = min(t for t, _ in news)
        code = min(news)[1]
        later = [a for a in case.attempts if a.fact.t - self.context.delta_us > first_t]
        if later:
            self.breach(
                case,
                f"code {code} means never, and the sender tried {len(later)} more times",
                [*case.attempts[: -len(later)][-1:], *later[:2]],
            )

    def _permanent_news(self, case: Case) -> list[tuple[int, int]]:
        news = [
            (attempt.end.t, attempt.answer.code)
            for attempt in case.attempts
            if attempt.answer is not None
            and attempt.answer.cls == "permanent"
            and attempt.is_whole
            and attempt.end is not None
        ]
        news += [
            (t, status.code or 0)
            for t, status in case.acks
            if status.status == "failed" and status.cls == "permanent"
        ]
        return news
