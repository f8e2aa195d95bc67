"""R17: after the last fault, service comes back to what it was, within the declared time."""

import msgspec

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.story import compose
from windtunnel_reports.stretches import Stretch, fault_spells

WANTED_MIN = 100
WINDOW_MIN_US = 5 * SECOND_US
GRACE_US = SECOND_US
"""So much after a window what was wanted at its end may be accepted."""

SHARE_OF_BEFORE = 0.95
TRIES_MAX = 1.05


class Service(msgspec.Struct, frozen=True):
    """How a window was served: messages, the share accepted in it, attempts for each message."""

    wanted: int
    share: float
    tries: float


class Recovery(Invariant):
    """After the faults, at least 95 % of the goodput of before, and hardly any retries.

    Goodput counts what was wanted in a window and accepted in it, before its deadline: a queue
    that works through stale messages first accepts much, and nobody is served. Judged from the
    declared time after the heal on, or from twice the time that the backlog takes at line rate,
    whichever is later.
    """

    id = "R17"
    name = "recovery"
    must_count = "recoveries"
    untested_why = f"no recovery time is declared, or not {WANTED_MIN} messages before and after"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._cases: list[Case] = []

    def judge(self, case: Case) -> None:
        """Take each message that was wanted."""
        if self.context.policy.recover_within_s is not None and case.intent is not None:
            self._cases.append(case)

    def finish(self) -> None:
        """Compare the calm after each spell of faults with the calm before the first."""
        spells = fault_spells(self.context.cases)
        if not spells or not self._cases:
            return
        wanted = sorted(_wanted_t(case) for case in self._cases)
        before = self._service((wanted[0], spells[0][0]))
        if before is None:
            return
        ends = [*(begin for begin, _ in spells[1:]), wanted[-1] + 1]
        for (_, healed_t), end in zip(spells, ends, strict=True):
            after = self._service((self._due_t(healed_t), end))
            if after is not None:
                self.counters["recoveries"] += 1
                self._compare(before, after, healed_t)

    def _compare(self, before: Service, after: Service, healed_t: int) -> None:
        if after.share < SHARE_OF_BEFORE * before.share:
            self._tell(
                healed_t,
                f"after the faults {after.share:.1%} of the messages were accepted in time; "
                f"before it was {before.share:.1%}",
            )
        elif after.tries > max(TRIES_MAX, before.tries):
            self._tell(
                healed_t,
                f"after the faults each message took {after.tries:.2f} API calls; "
                f"before it was {before.tries:.2f}",
            )

    def _due_t(self, healed_t: int) -> int:
        """Return when service must be back: declared, or twice what the backlog takes."""
        backlog = sum(_is_waiting(case, healed_t) for case in self._cases)
        drain_us = round(backlog / self._line_rate() * SECOND_US)
        declared_us = round((self.context.policy.recover_within_s or 0) * SECOND_US)
        return healed_t + max(declared_us, 2 * drain_us) + self.context.delta_us

    def _line_rate(self) -> float:
        """Return messages per second: the catalog's for all numbers, or less if never reached."""
        numbers = {case.intent.number for case in self._cases if case.intent is not None}
        catalogs = self.context.cases.catalogs.values()
        declared = max((found.throughput_per_s for found in catalogs), default=1.0)
        by_second: dict[int, int] = {}
        for case in self._cases:
            for attempt in case.accepted:
                second = attempt.fact.t // SECOND_US
                by_second[second] = by_second.get(second, 0) + 1
        return min(declared * len(numbers), float(max(by_second.values(), default=1)))

    def _service(self, window: Stretch) -> Service | None:
        begin, end = window
        inside = [case for case in self._cases if begin <= _wanted_t(case) < end]
        if len(inside) < WANTED_MIN or end - begin < WINDOW_MIN_US:
            return None
        served = sum(_is_served(case, end + GRACE_US) for case in inside)
        tries = [
            sum(begin <= attempt.fact.t < end for attempt in case.attempts) for case in self._cases
        ]
        tried = sum(count > 0 for count in tries)
        return Service(len(inside), served / len(inside), sum(tries) / max(1, tried))

    def _tell(self, healed_t: int, sentence: str) -> None:
        due_t = self._due_t(healed_t)
        lines = [
            StoryLine(t=healed_t, kind="fault_off", text="the last of these faults ends"),
            StoryLine(t=due_t, kind="intent", text="from here on service should be as before"),
        ]
        self.record(f"recovery at {healed_t}", compose(self.id, sentence, lines))


def _wanted_t(case: Case) -> int:
    assert case.intent is not None, "only what was wanted is taken"
    return case.intent.t


def _is_waiting(case: Case, t: int) -> bool:
    """Return whether a message was wanted and had no end at a time."""
    ends = [attempt.fact.t for attempt in case.accepted]
    ends += [outcome.t for outcome in case.outcomes]
    return _wanted_t(case) < t and min(ends, default=t) >= t


def _is_served(case: Case, until_t: int) -> bool:
    accepted_t = min((attempt.fact.t for attempt in case.accepted), default=None)
    if accepted_t is None or accepted_t > until_t:
        return False
    deadline = case.intent.deadline if case.intent is not None else None
    return deadline is None or accepted_t <= deadline
