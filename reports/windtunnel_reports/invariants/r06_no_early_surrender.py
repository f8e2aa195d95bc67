"""R06: who promises at least once does not give up while attempts and time are left."""

from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US
from windtunnel_reports.invariants.base import Invariant

FINAL_CAUSES = frozenset({"recipient", "template", "auth", "expired"})
HORIZON_SHARE = 0.95
"""A sender that keeps a twentieth of its horizon as a margin has used it up."""

GROWTH_UNSAID = 2.0
"""Where no backoff is declared, the next wait is taken to be twice the last one."""


class NoEarlySurrender(Invariant):
    """At least once, failed for a retryable cause: the attempts or the horizon were used up.

    A wait that would lead beyond the horizon, or beyond the deadline, excuses. A refused
    connection leaves no attempt at the provider's edge and counts by what the sender says that it
    saw.
    """

    id = "R06"
    name = "no early surrender"
    proof = ("outcome",)
    needs = frozenset({"outcome"})
    must_count = "refused_for_now"
    untested_why = (
        "no message met a refusal that passes, or the sender declares no bound to at-least-once"
    )

    def judge(self, case: Case) -> None:
        """Judge one message whose last word was no final one."""
        policy = self.context.policy
        is_bounded = policy.attempts is not None or policy.horizon_s is not None
        if policy.delivery != "at-least-once" or not is_bounded:
            return
        if any(self._passes(case, attempt) for attempt in case.attempts):
            self.counters["refused_for_now"] += 1
        outcome = case.outcome
        if outcome is None or outcome.state != "failed":
            return
        code = outcome.code
        if outcome.cause in FINAL_CAUSES or (code is not None and self._is_final(case, code)):
            return
        if not self._is_open(case) or self._is_used_up(case, outcome.t):
            return
        if not self._tries(case):
            self.doubt("a refused connection leaves no attempt, and the sender says of none")
        else:
            self.breach(case, self._sentence(case))

    def _sentence(self, case: Case) -> str:
        policy = self.context.policy
        bounds = [] if policy.attempts is None else [f"{policy.attempts} attempts"]
        bounds += [] if policy.horizon_s is None else [f"{policy.horizon_s:g} s"]
        tries = self._tries(case)
        calls = "1 API call" if tries == 1 else f"{tries} API calls"
        return (
            f"the sender gave up after {calls}, though what stood against "
            f"the message would have passed; it declares {' within '.join(bounds)}"
        )

    def _is_final(self, case: Case, number: int) -> bool:
        providers = [attempt.fact.provider for attempt in case.attempts[-1:]]
        codes = [
            self.context.code(name, number) for name in providers or self.context.cases.catalogs
        ]
        return any(code is not None and code.cls == "permanent" for code in codes)

    def _is_open(self, case: Case) -> bool:
        """Say whether the last attempt leaves hope: it was refused for now, or got nowhere."""
        return not case.attempts or self._passes(case, case.attempts[-1])

    def _passes(self, case: Case, attempt: Attempt) -> bool:
        answer = attempt.answer
        if answer is None or attempt.is_ambiguous:
            return True
        if answer.accepted:
            return any(
                status.message == answer.message
                and status.status == "failed"
                and status.cls == "retryable"
                and t >= attempt.fact.t
                for t, status in case.heard
            )
        return answer.cls == "retryable"

    def _tries(self, case: Case) -> int:
        """Count attempts, by the sender's own word where it saw more of them.

        An answer may be noted twice at one instant: by the transport, and by the sender.
        """
        return max(len(case.attempts), len({fact.t for fact in case.seen}))

    def _is_used_up(self, case: Case, told_t: int) -> bool:
        policy = self.context.policy
        if policy.attempts is not None and self._tries(case) >= policy.attempts:
            return True
        next_t = told_t + self._next_wait_us(case) + self.context.delta_us
        deadline = case.intent.deadline if case.intent is not None else None
        if deadline is not None and next_t >= deadline:
            return True
        if policy.horizon_s is None:
            return False
        first = [a.fact.t for a in case.attempts[:1]] + [fact.t for fact in case.seen[:1]]
        given_t = told_t if case.intent is None else case.intent.t
        began_t = min(first, default=given_t)
        return next_t >= began_t + policy.horizon_s * SECOND_US * HORIZON_SHARE

    def _next_wait_us(self, case: Case) -> int:
        """Return how long the next wait could have been at most."""
        starts = [attempt.fact.t for attempt in case.attempts]
        tries = self._tries(case)
        backoff = self.context.policy.backoff
        if backoff is not None:
            wait_us = backoff.base_s * backoff.factor**tries * SECOND_US
            wait_us = min(wait_us, backoff.cap_s * SECOND_US)
        else:
            wait_us = GROWTH_UNSAID * (starts[-1] - starts[-2]) if len(starts) > 1 else 0.0
        return round(wait_us + self._asked_us(case))

    def _asked_us(self, case: Case) -> float:
        """Return the wait that the provider's last word asks for."""
        last = case.attempts[-1] if case.attempts else None
        if last is None or last.answer is None:
            return 0.0
        answer = last.answer
        number = answer.code
        if answer.accepted:
            failed = [s.code for _, s in case.heard if s.message == answer.message and s.code]
            number = failed[-1] if failed else 0
        code = self.context.code(last.fact.provider, number)
        wait_s = 0.0
        if code is not None and code.wait_s is not None:
            wait_s = code.wait_s * code.growth ** (self._tries(case) - 1)
        return max(wait_s, answer.retry_after_s or 0) * SECOND_US
