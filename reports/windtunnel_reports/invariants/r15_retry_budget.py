"""R15: retries stay a small share of first attempts, as declared."""

from collections import Counter

from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant

FIRSTS_MIN = 100
WINDOW_US = 60 * SECOND_US


class RetryBudget(Invariant):
    """In each minute of at least 100 first attempts: retries ≤ budget · firsts + floor.

    Every attempt of a message after its first is a retry, whichever layer of the sender made it.
    """

    id = "R15"
    name = "retry budget"
    must_count = "windows"
    untested_why = f"no retry budget is declared, or no minute had {FIRSTS_MIN} first attempts"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._firsts: Counter[int] = Counter()
        self._retries: Counter[int] = Counter()
        self._tries: dict[int, Case] = {}

    def judge(self, case: Case) -> None:
        """Count one message's attempts by minute, and keep each minute's most stubborn message."""
        if self.context.policy.retry_budget is None:
            return
        for place, attempt in enumerate(case.attempts):
            minute = attempt.fact.t // WINDOW_US
            if place == 0:
                self._firsts[minute] += 1
                continue
            self._retries[minute] += 1
            worst = self._tries.get(minute)
            if worst is None or len(case.attempts) > len(worst.attempts):
                self._tries[minute] = case

    def finish(self) -> None:
        """Judge each minute with enough first attempts."""
        budget = self.context.policy.retry_budget or 0.0
        floor = self.context.policy.retry_budget_floor or 0
        for minute, firsts in sorted(self._firsts.items()):
            if firsts < FIRSTS_MIN:
                continue
            self.counters["windows"] += 1
            retries = self._retries[minute]
            if retries > budget * firsts + floor:
                self.breach(
                    self._tries[minute],
                    f"in minute {minute} there were {retries} retries for {firsts} first "
                    f"attempts; the declared budget is {budget:g} of them and {floor}",
                )
