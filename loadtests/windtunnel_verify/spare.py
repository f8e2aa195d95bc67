"""The spare side of the proof: correct senders through seeded schedules, none of them guilty.

Plain schedules without a search: each is drawn from its own number and the seed, so that any one
can be had again. Every message is aimed at one cell, a fault at its first or its second attempt,
in turn; what the cells were hit is counted from the ledger, not from the intention.
"""

import time
from collections import Counter
from collections.abc import Iterable

import msgspec

from windtunnel.domain.chance import draw
from windtunnel.domain.facts import AnswerFact, AttemptFact, Fact, PushDroppedFact, PushFact
from windtunnel.domain.verdict import Verdict
from windtunnel_verify.hunt.alphabet import REQUESTS, WEBHOOKS, Symbol, known
from windtunnel_verify.hunt.drawing import Drawer, families_on
from windtunnel_verify.hunt.striking import Choose, one
from windtunnel_verify.hunt.tally import Tally
from windtunnel_verify.hunt.trial import try_out
from windtunnel_verify.schedule import PlannedFault, Schedule

RETRYABLE = (131016, 131000, 2, 133004)
"""Codes that bring on a second attempt, for what is to strike that one."""

AIMED_AT = (1, 2)
STRANGE = 4
"""One schedule in so many has no cells: its faults are drawn freely."""


class Guilt(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule that a correct sender was found guilty in: the judge's error, or its own."""

    index: int
    roots: tuple[str, ...]
    said: str


class Spared(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one sender: `fired` counts schedules with a fault, `cells` hits of each."""

    sender: str
    schedules: int
    fired: int
    cells: dict[str, int]
    verdicts: tuple[Verdict, ...]
    guilty: tuple[Guilt, ...]
    wall_s: float

    @property
    def per_s(self) -> float:
        """Schedules a second of one process."""
        return self.schedules / self.wall_s if self.wall_s > 0 else 0.0


def cell_name(kind: str, attempt: int) -> str:
    """Return what a cell is called."""
    return f"{kind} / {attempt}"


def cells() -> list[tuple[str, int]]:
    """Return every cell: each kind of fault that strikes one attempt, at the first and second."""
    return [(kind, attempt) for kind in _kinds() for attempt in AIMED_AT]


def schedule_of(index: int, seed: int = 0) -> Schedule:
    """Return the schedule of a number."""
    choose = _chooser(index, seed)
    on = families_on(choose, {})
    schedule = Drawer(choose, on).schedule()
    faults = [
        fault
        for intent in range(len(schedule.intents))
        for fault in _aimed(choose, intent, index * 4 + intent)
    ]
    return msgspec.structs.replace(schedule, faults=tuple(faults))


def _aimed(choose: Choose, intent: int, turn: int) -> list[PlannedFault]:
    """Return what strikes one message, so that the cell whose turn it is gets hit."""
    kinds = _kinds()
    every = cells()
    kind, attempt = every[turn % len(every)]
    found = [one(choose, kinds[kind]).on(intent, attempt)]
    if attempt > 1:
        code = one(choose, RETRYABLE)
        found.insert(0, Symbol(fault="answer-code", settings={"code": code}).on(intent, 1))
    elif choose(STRANGE) == 0:
        found.append(one(choose, kinds[one(choose, list(kinds))]).on(intent, 2))
    return found


def _kinds() -> dict[str, tuple[Symbol, ...]]:
    found: dict[str, list[Symbol]] = {}
    for symbols in known({**REQUESTS, **WEBHOOKS}).values():
        for symbol in symbols:
            found.setdefault(symbol.fault, []).append(symbol)
    return {kind: tuple(symbols) for kind, symbols in sorted(found.items())}


def _chooser(index: int, seed: int) -> Choose:
    asked = 0

    def choose(count: int) -> int:
        nonlocal asked
        asked += 1
        return draw(seed, "spare", index, asked)[0] % count

    return choose


def hits(facts: Iterable[Fact]) -> Counter[str]:
    """Count which cells a run has really hit."""
    number: dict[str, int] = {}
    tries: Counter[str | None] = Counter()
    found: Counter[str] = Counter()
    for fact in facts:
        if isinstance(fact, AttemptFact):
            tries[fact.marker] += 1
            number[fact.attempt] = tries[fact.marker]
        elif isinstance(fact, AnswerFact):
            if fact.message is not None:
                number[fact.message] = number[fact.attempt]
            if fact.fault:
                found[cell_name(fact.fault, number[fact.attempt])] += 1
        elif isinstance(fact, PushFact | PushDroppedFact) and fact.fault:
            message = fact.events[0].rpartition(":")[0]
            if message in number:
                found[cell_name(fact.fault, number[message])] += 1
    return found


def spare(sender: str, factory: str, numbers: range, seed: int = 0) -> Spared:
    """Run a sender through the schedules of these numbers.

    Raises:
        ConfigError: the sender cannot be made.
        HarnessError: our own side broke.
    """
    began = time.monotonic()
    tally, guilty, fired = Tally(), [], 0
    counted: Counter[str] = Counter()
    for index in numbers:
        trial = try_out(factory, schedule_of(index, seed), index)
        if trial.ran is not None:
            tally.take(trial.ran)
            struck = hits(trial.ran.ledger.facts())
            counted.update(struck)
            fired += bool(struck)
        if trial.roots:
            said = next(iter(trial.roots.values())).sentence
            guilty.append(Guilt(index=index, roots=tuple(trial.roots), said=said))
    return Spared(
        sender=sender,
        schedules=len(numbers),
        fired=fired,
        cells={name: counted[name] for name in sorted(cell_name(*cell) for cell in cells())},
        verdicts=tally.verdicts(),
        guilty=tuple(guilty),
        wall_s=time.monotonic() - began,
    )
