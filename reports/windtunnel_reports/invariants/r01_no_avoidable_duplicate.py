"""R01: nobody sends again what it knows to be accepted; broken under every policy."""

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.story import news_line


class NoAvoidableDuplicate(Invariant):
    """No attempt starts after the sender knew that an earlier one was accepted.

    Having the provider queue a failed message again is no second one: it is the same message. What
    was cleared from its queue before is gone.
    """

    id = "R01"
    name = "no avoidable duplicate"
    by_content = True
    must_count = "accepted_and_answer_lost"
    untested_why = "no answer to an accepted message was lost, so nobody was tempted"

    def judge(self, case: Case) -> None:
        """Compare each attempt with the accepted ones before it."""
        again = case.again
        for place, attempt in enumerate(case.attempts):
            if attempt.is_accepted and not attempt.is_whole:
                self.counters["accepted_and_answer_lost"] += 1
            earlier = [other for other in case.attempts[:place] if other.is_accepted]
            if attempt.fact.attempt in again:
                earlier = [other for other in earlier if other.message != attempt.message]
            if earlier:
                self.counters["retries_after_acceptance"] += 1
                self._compare(case, attempt, earlier)

    def finish(self) -> None:
        """Where a call may be of several messages, it may be the one accepted before."""
        for group in self.context.cases.untold:
            case = self.context.cases.together(group)
            if any(attempt.is_accepted for attempt in case.attempts[:-1]):
                self.doubt(group.why)

    def _compare(self, case: Case, attempt: Attempt, earlier: list[Attempt]) -> None:
        start_t = attempt.fact.t - self.context.delta_us
        undetermined = False
        for accepted in earlier:
            if _failed_before(case, accepted, start_t) or _was_cleared(case, accepted, attempt):
                continue
            since, is_certain = self.context.known_since(case, accepted, before_t=attempt.fact.t)
            if since is not None and since < start_t:
                sentence = "a message was sent again although the sender knew it was accepted"
                self.breach(case, sentence, [accepted, attempt], evidence=_news(case, since))
                return
            undetermined = undetermined or not is_certain
        if undetermined:
            self.doubt("whether the sender had read the answer cannot be known")


def _news(case: Case, t: int) -> list[StoryLine]:
    """Return how the sender knew at that time; nothing where the answer itself has told it."""
    acks = [news_line(case, t, status) for heard_t, status in case.heard if heard_t == t]
    text = "the sender says that it has read the answer"
    read = [
        StoryLine(t=t, kind="seen", text=text)
        for fact in case.seen
        if fact.t == t and fact.state == "ok"
    ]
    return (acks or read)[:1]


def _failed_before(case: Case, accepted: Attempt, start_t: int) -> bool:
    """A retry after a failure of a retryable code, of which it heard, is a new try."""
    return any(
        accepted.fact.t <= t < start_t
        and status.message == accepted.message
        and status.status == "failed"
        and status.cls == "retryable"
        for t, status in case.heard
    )


def _was_cleared(case: Case, accepted: Attempt, attempt: Attempt) -> bool:
    """Say whether a message had left its queue unsent when another attempt began."""
    stood = (
        status.status
        for status in reversed(case.statuses)
        if status.message == accepted.message and status.t <= attempt.fact.t
    )
    return next(stood, "") == "cleared"
