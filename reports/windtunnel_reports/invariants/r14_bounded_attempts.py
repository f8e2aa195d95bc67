"""R14: attempts and time stay within what the sender declared."""

from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US
from windtunnel_reports.invariants.base import Invariant


class BoundedAttempts(Invariant):
    """At most the declared attempts, all within the declared horizon.

    To have a failed message queued again is an attempt, and the horizon begins anew with it: the
    provider may have taken a day to give it up.
    """

    id = "R14"
    name = "bounded attempts and time"
    by_content = True
    must_count = "retried"
    untested_why = "no message was tried twice, or no bound is declared"

    def judge(self, case: Case) -> None:
        """Count one message's attempts and their span."""
        policy = self.context.policy
        if policy.attempts is None and policy.horizon_s is None:
            return
        count = len(case.attempts)
        if count > 1:
            self.counters["retried"] += 1
        if policy.attempts is not None and count > policy.attempts:
            sentence = f"{count} API calls for one message; {policy.attempts} declared"
            self.breach(case, sentence, [case.attempts[0], case.attempts[policy.attempts]])
            return
        if policy.horizon_s is None or count < 2:  # noqa: PLR2004 - a span has two ends
            return
        first, again = case.attempts[0], case.again
        for attempt in case.attempts[1:]:
            first = attempt if attempt.fact.attempt in again else first
            span_us = attempt.fact.t - first.fact.t
            if span_us > policy.horizon_s * SECOND_US + self.context.delta_us:
                self.breach(
                    case,
                    f"API calls for one message over {span_us / 1e6:.1f} s; the declared horizon "
                    f"is {policy.horizon_s:g} s",
                    [first, attempt],
                )
                return
