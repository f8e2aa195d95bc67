"""R10: what a provider asks for in Retry-After is honoured by all that it holds up."""

from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US
from windtunnel_reports.holds import Hold, Traffic, key_of
from windtunnel_reports.invariants.base import Invariant


class RetryAfterHonoured(Invariant):
    """The next attempt under the same limiter comes after the wait.

    The clock starts when the answer had been handed over. An answer that names no limit holds up
    its own message alone.
    """

    id = "R10"
    name = "Retry-After honoured"
    must_count = "limited_with_more_waiting"
    untested_why = "no answer carried Retry-After while more messages waited"

    def judge(self, case: Case) -> None:
        """A wait holds up more than one message: all is judged in `finish`."""

    def finish(self) -> None:
        """Look at what followed each answer that carried the header."""
        asked = [a for a in self.context.cases.attempts if _retry_after_s(a) is not None]
        holds = [hold for attempt in asked if (hold := self._hold(attempt)) is not None]
        self.counters["retry_after"] += len(holds)
        traffic = Traffic(self.context, (_limiter(hold.culprit) for hold in holds))
        for hold in holds:
            early = traffic.early(hold)
            if early is not None:
                self._tell(hold, early)
            self.counters["limited_with_more_waiting"] += traffic.has_waiting(hold)

    def _hold(self, attempt: Attempt) -> Hold | None:
        read_t, wait_s = self.context.read_t(attempt), _retry_after_s(attempt)
        if read_t is None or not wait_s:
            return None
        key = key_of(_limiter(attempt), attempt.fact)
        until_t = read_t + wait_s * SECOND_US
        code = attempt.answer.code if attempt.answer is not None else 0
        return Hold(key=key, culprit=attempt, code=code, from_t=read_t, until_t=until_t)

    def _tell(self, hold: Hold, early: Attempt) -> None:
        came_s = (early.fact.t - hold.from_t) / 1e6
        self.breach(
            self.context.cases.of_attempt(early),
            f"the provider asked for {_retry_after_s(hold.culprit)} s (Retry-After), and the next "
            f"call came after {came_s:.2f} s",
            [hold.culprit, early],
        )


def _retry_after_s(attempt: Attempt) -> int | None:
    return None if attempt.answer is None else attempt.answer.retry_after_s


def _limiter(attempt: Attempt) -> str | None:
    return None if attempt.answer is None else attempt.answer.limiter
