"""R11: each limit's own wait is respected, by everything that the limit holds up."""

from collections import defaultdict

from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US
from windtunnel_reports.invariants.base import Invariant

REACTION_US = 100_000
"""What was on its way when the limit's answer was read does not count."""


class CodeSpecificWaits(Invariant):
    """After a limited answer the next attempt under the same limit comes after its wait.

    A pair's wait grows with each limited answer in a row: 4^X seconds for 131056.
    """

    id = "R11"
    name = "code-specific waits"
    must_count = "limited_with_more_waiting"
    untested_why = "no limit was hit while more messages waited"

    def judge(self, case: Case) -> None:
        """Limits hold up more than one message: all is judged in `finish`."""

    def finish(self) -> None:
        """Walk all attempts by limiter key."""
        by_key: dict[tuple[str, ...], list[Attempt]] = defaultdict(list)
        for attempt in self.context.cases.attempts:
            fact = attempt.fact
            by_key[("number", fact.number)].append(attempt)
            by_key[("pair", fact.number, fact.recipient or "")].append(attempt)
        for key, attempts in by_key.items():
            self._walk(key[0], attempts)

    def _walk(self, limiter: str, attempts: list[Attempt]) -> None:
        open_from, open_until, row = 0, 0, 0
        culprit: Attempt | None = None
        for attempt in sorted(attempts, key=lambda each: each.fact.t):
            start_t = attempt.fact.t
            if culprit is not None and open_from < start_t < open_until:
                self._tell(attempt, culprit, open_until - start_t)
                culprit = None
            if culprit is not None and start_t >= open_until:
                self.counters["limited_with_more_waiting"] += 1
                culprit = None
            answer = attempt.answer
            if answer is None or answer.limiter != limiter or not attempt.is_whole:
                row = 0 if attempt.is_accepted else row
                continue
            code = self.context.code(attempt.fact.provider, answer.code)
            if code is None or code.wait_s is None or attempt.end is None:
                continue
            wait_us = code.wait_s * code.growth**row * SECOND_US
            open_from = attempt.end.t + REACTION_US + self.context.delta_us
            open_until = int(attempt.end.t + wait_us - self.context.delta_us)
            culprit, row = attempt, row + 1

    def _tell(self, attempt: Attempt, culprit: Attempt, early_us: int) -> None:
        self.counters["limited_with_more_waiting"] += 1
        answer = culprit.answer
        code = answer.code if answer is not None else 0
        case = self.context.cases.of_attempt(attempt)
        self.breach(
            case,
            f"code {code} asks for a wait, and the next call came {early_us / 1e6:.2f} s early",
            [culprit, attempt],
        )
