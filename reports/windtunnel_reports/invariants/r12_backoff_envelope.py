"""R12: the waits between attempts are those that the sender declared."""

from collections import defaultdict
from itertools import pairwise
from math import sqrt

from windtunnel.domain.policy import Backoff
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant

GAPS_MIN = 30
Z_MAX = 3.09
"""One-sided p = 0.001 of a normal distribution."""


class BackoffEnvelope(Invariant):
    """Gap k is at least min(cap, base · f^k), half of it with equal jitter; full by its mean.

    k counts a message's failures so far, limits apart: a limit has a wait of its own. Only gaps
    after an answer that was written whole count, because after a lost one nobody knows when the
    sender gave up on it.
    """

    id = "R12"
    name = "backoff envelope"
    must_count = "gaps"
    untested_why = f"no backoff is declared, or no {GAPS_MIN} gaps of one kind"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._gaps: dict[int, list[tuple[int, Case]]] = defaultdict(list)

    def judge(self, case: Case) -> None:
        """Take the gaps of one message; one that a crash fell into began anew."""
        if self.context.policy.backoff is None or not case.attempts:
            return
        first_t, last_t = case.attempts[0].fact.t, case.attempts[-1].fact.t
        if any(first_t <= crash.t <= last_t for crash in self.context.cases.crashes):
            return
        failures = 0
        for attempt, following in pairwise(case.attempts):
            answer, end = attempt.answer, attempt.end
            if attempt.is_accepted:
                failures = 0
            elif answer is None or end is None or not attempt.is_whole:
                failures += 1
            elif answer.limiter is None and answer.cls != "permanent":
                self._gaps[failures].append((following.fact.t - end.t, case))
                failures += 1

    def finish(self) -> None:
        """Judge each k of which there are enough."""
        backoff = self.context.policy.backoff
        for k, gaps in sorted(self._gaps.items()):
            if backoff is None or len(gaps) < GAPS_MIN:
                continue
            self.counters["gaps"] += len(gaps)
            high_us = min(backoff.cap_s, backoff.base_s * backoff.factor**k) * SECOND_US
            if backoff.jitter == "full":
                self._judge_mean(k, gaps, high_us)
            else:
                self._judge_each(k, gaps, _least(backoff, high_us))

    def _judge_mean(self, k: int, gaps: list[tuple[int, Case]], high_us: float) -> None:
        """Full jitter: the gaps are uniform in [0, high], so their mean is about half of it."""
        mean_us = sum(gap for gap, _ in gaps) / len(gaps) + self.context.delta_us
        deviation_us = high_us / sqrt(12 * len(gaps))
        if mean_us < high_us / 2 - Z_MAX * deviation_us:
            _, shortest = min(gaps, key=lambda each: each[0])
            self.breach(
                shortest,
                f"the {len(gaps)} waits after failure {k + 1} are {mean_us / 1e6:.3f} s on "
                f"average; declared is {high_us / 2e6:.3f} s",
            )

    def _judge_each(self, k: int, gaps: list[tuple[int, Case]], least_us: float) -> None:
        for gap, case in gaps:
            if gap < least_us - self.context.delta_us:
                self.breach(
                    case,
                    f"after failure {k + 1} the next API call came {gap / 1e6:.3f} s later; "
                    f"declared is {least_us / 1e6:.3f} s at least",
                )


def _least(backoff: Backoff, high_us: float) -> float:
    return high_us / 2 if backoff.jitter == "equal" else high_us
