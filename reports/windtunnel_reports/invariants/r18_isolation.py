"""R18: a limit on one pair or template does not hold up everybody else."""

from bisect import bisect_left
from collections import Counter, defaultdict

import msgspec

from windtunnel.domain.facts import AnswerFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.story import compose
from windtunnel_reports.stretches import Stretch, fault_spells, holds, merged, percentile

UNAFFECTED_MIN = 200
TIMES = 2
REACTION_US = 100_000
"""Added to twice the wait of before: in virtual time that wait may be nothing at all."""

AFTERMATH_US = 60 * SECOND_US
"""For so long after a limit on the whole number its messages are not counted as unaffected."""

SLOWING = ("answer-lost", "wire")
"""Faults that slow down everybody; what was wanted during one says nothing."""


class Waited(msgspec.Struct, frozen=True):
    """How long one message waited for its first attempt."""

    case: Case
    t: int
    wait_us: int


class Isolation(Invariant):
    """The p99 wait of unaffected messages is at most twice that of before the limit."""

    id = "R18"
    name = "isolation"
    must_count = "unaffected"
    untested_why = (
        f"no pair or template limit with {UNAFFECTED_MIN} unaffected messages before and during it"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._limited: set[tuple[str, ...]] = set()
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._spells = self._read_limits()
        self._slow = fault_spells(context.cases, SLOWING)
        self._waited: list[Waited] = []

    @property
    def is_tested(self) -> bool:
        """True where enough was unaffected, before and during the limits."""
        return min(self.counters["before"], self.counters["unaffected"]) >= UNAFFECTED_MIN

    def judge(self, case: Case) -> None:
        """Take how long a message waited, where no limit held it up."""
        intent = case.intent
        if intent is None or not self._spells:
            return
        pair = ("pair", intent.number, intent.recipient.lstrip("+"))
        if pair in self._limited or ("template", intent.template or "") in self._limited:
            return
        until_t = self.context.cases.last_t
        if case.attempts:
            until_t = case.attempts[0].fact.t
        elif case.outcome is not None:
            until_t = case.outcome.t
        if not self._was_slowed(intent.number, intent.t, until_t):
            self._waited.append(Waited(case, intent.t, until_t - intent.t))

    def finish(self) -> None:
        """Compare the waits during the limits with those before the first."""
        if not self._spells:
            return
        before = [each for each in self._waited if each.t < self._spells[0][0]]
        during = [each for each in self._waited if holds(self._spells, each.t)]
        self.counters.update(before=len(before), unaffected=len(during))
        if not self.is_tested:
            return
        usual_us = percentile([each.wait_us for each in before], 0.99)
        found_us = percentile([each.wait_us for each in during], 0.99)
        if found_us > TIMES * usual_us + REACTION_US + self.context.delta_us:
            self._tell(max(during, key=lambda each: each.wait_us), usual_us, found_us)

    def _read_limits(self) -> list[Stretch]:
        """Return when a pair or template was limited; note which, and limits of whole numbers."""
        spells = []
        rows: Counter[tuple[str, ...]] = Counter()
        for attempt in self.context.cases.attempts:
            fact, answer = attempt.fact, attempt.answer
            pair = ("pair", fact.number, (fact.recipient or "").lstrip("+"))
            if answer is None or answer.limiter is None:
                rows[pair] = 0 if attempt.is_accepted else rows[pair]
                continue
            if answer.limiter not in {"pair", "template"}:
                self._numbers[fact.number].append(answer.t)
                continue
            key = pair if answer.limiter == "pair" else ("template", fact.template or "")
            self._limited.add(key)
            spells.append((answer.t, answer.t + self._wait_us(fact.provider, answer, rows[key])))
            rows[key] += 1
        return merged(spells)

    def _wait_us(self, provider: str, answer: AnswerFact, row: int) -> int:
        """Return how long a limit holds; some grow with each limited answer in a row."""
        code = self.context.code(provider, answer.code)
        growth = 1.0 if code is None else code.growth
        return round((answer.wait_s or 1.0) * growth**row * SECOND_US)

    def _was_slowed(self, number: str, from_t: int, until_t: int) -> bool:
        times = self._numbers.get(number, [])
        place = bisect_left(times, from_t - AFTERMATH_US)
        if place < len(times) and times[place] <= until_t:
            return True
        return holds(self._slow, from_t) or any(from_t <= on <= until_t for on, _ in self._slow)

    def _tell(self, worst: Waited, usual_us: int, found_us: int) -> None:
        sentence = (
            f"while one pair or template was limited, unaffected messages waited {_s(found_us)} "
            f"(p99); before it was {_s(usual_us)}"
        )
        lines = [
            StoryLine(t=self._spells[0][0], kind="answer", text="a limit on others begins"),
            StoryLine(t=worst.t, kind="intent", text="an unaffected message is wanted"),
            StoryLine(
                t=worst.t + worst.wait_us,
                kind="attempt",
                text=f"its first API call, or its end, comes {_s(worst.wait_us)} later",
            ),
        ]
        self.record(worst.case.index, compose(self.id, sentence, lines, case=worst.case))


def _s(us: int) -> str:
    return f"{us / SECOND_US:.2f} s"
