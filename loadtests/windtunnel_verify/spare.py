"""The spare side of the proof: correct senders through seeded schedules, none of them guilty.

What the cells were hit is counted from the ledger, not from the intention.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import msgspec

from windtunnel.domain.facts import AnswerFact, AttemptFact, Fact, PushDroppedFact, PushFact
from windtunnel.domain.verdict import Verdict
from windtunnel_load.senders import CORRECT
from windtunnel_reports.applies import required_by
from windtunnel_reports.cases import Cases
from windtunnel_reports.merging import merge_verdicts
from windtunnel_verify.hunt.ground import Switch
from windtunnel_verify.hunt.hosting import hosting_of
from windtunnel_verify.hunt.trial import try_out
from windtunnel_verify.long_runs import LONG_RUNS
from windtunnel_verify.records import REPORTS
from windtunnel_verify.schedule import Schedule
from windtunnel_verify.spare_schedules import cell_name, cells, schedule_of

COUNT = 500
"""Schedules per correct sender in `make check`."""

HITS_MIN = 20
"""Hits of each cell among so many schedules."""

FIRED_SHARE = 0.8
UNSEEN = ("connect-refused",)
"""Kinds that leave no attempt, so that their hits cannot be counted at the edge."""

SWITCHES: dict[str, dict[str, Switch]] = {"provider-idempotent": {"idempotency": "key"}}
"""Of the provider that a sender is made for."""


GATEWAY = "outbox at ultramsg"
SPARED: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name: (name, ()) for name in CORRECT},
    "failover": ("failover", ("meta", "ultramsg")),
    GATEWAY: ("outbox", ("ultramsg",)),
}
"""What is to be spared: a correct sender, and the providers at which it sends."""


ELSEWHERE = ("failover", GATEWAY)
SHARE_ELSEWHERE = 5
"""At other providers one in so many of the schedules is flown: the judge is the same."""

UNSHOWN: dict[str, tuple[str, ...]] = {"failover": ("R13",), GATEWAY: ("R13",)}
"""What no run can put to the test there: too few fail at once before a sender takes another way,
or has to ask before it tries again."""


class Guilt(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule that a correct sender was found guilty in: the judge's error, or its own."""

    schedule: str
    roots: tuple[str, ...]
    said: str


class Spared(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one sender: `fired` counts schedules with a fault, `cells` hits of each."""

    sender: str
    schedules: int
    fired: int
    cells: dict[str, int]
    verdicts: tuple[Verdict, ...]
    required: tuple[str, ...]
    guilty: tuple[Guilt, ...]
    cpu_s: float


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


class Runs:
    """Adds up what the runs of one sender come to."""

    def __init__(
        self, factory: str, switches: dict[str, Switch], providers: tuple[str, ...]
    ) -> None:
        self._factory = factory
        self._hosting = hosting_of(providers)
        self._switches = switches
        self.schedules = 0
        self.fired = 0
        self.cells: Counter[str] = Counter()
        self.guilty: list[Guilt] = []
        self.verdicts: list[tuple[Verdict, ...]] = []
        self.required: set[str] = set()

    def fly(self, name: str, schedule: Schedule, seed: int, *, soak: bool = False) -> None:
        """Run the sender through one schedule."""
        hosted = self._hosting.hosted(schedule)
        switched = msgspec.structs.replace(hosted, switches={**hosted.switches, **self._switches})
        trial = try_out(self._factory, switched, seed)
        self.schedules += not soak
        if trial.ran is not None:
            facts = trial.ran.ledger.facts()
            struck = hits(facts)
            self.cells.update(struck)
            self.fired += bool(struck) and not soak
            self.verdicts.append(trial.ran.judgement.verdicts)
            cases = Cases().read(facts)
            self.required.update(required_by(trial.ran.policy, REPORTS, cases, soak=soak))
        if trial.roots:
            said = next(iter(trial.roots.values())).sentence
            self.guilty.append(Guilt(schedule=name, roots=tuple(trial.roots), said=said))


def spare(sender: str, numbers: range, *, seed: int = 0, until_s: float = 0.0) -> Spared:
    """Run a correct sender through these schedules; whoever has number 0 flies the long runs.

    Args:
        sender: its name among those to be spared.
        numbers: of the schedules.
        seed: of all of them.
        until_s: monotonic time after which no further one begins; 0 has no limit.

    Raises:
        HarnessError: our own side broke.
    """
    began = time.process_time()
    name, providers = SPARED[sender]
    runs = Runs(CORRECT[name].factory, SWITCHES.get(sender, {}), providers)
    for long_run, schedule in LONG_RUNS.items() if 0 in numbers else ():
        runs.fly(long_run, schedule, seed, soak=True)
    for index in numbers:
        if until_s and time.monotonic() > until_s:
            break
        runs.fly(str(index), schedule_of(index, seed, providers=providers), index)
    return Spared(
        sender=sender,
        schedules=runs.schedules,
        fired=runs.fired,
        cells={
            each: runs.cells[each]
            for each in sorted(cell_name(*cell) for cell in cells(providers))
        },
        verdicts=merge_verdicts(runs.verdicts),
        required=tuple(sorted(runs.required)),
        guilty=tuple(runs.guilty),
        cpu_s=time.process_time() - began,
    )


def merged(parts: Sequence[Spared]) -> Spared:
    """Return what several parts of one sender's schedules come to."""
    cells_hit: Counter[str] = Counter()
    for part in parts:
        cells_hit.update(part.cells)
    return Spared(
        sender=parts[0].sender,
        schedules=sum(part.schedules for part in parts),
        fired=sum(part.fired for part in parts),
        cells={name: cells_hit[name] for name in sorted(parts[0].cells)},
        verdicts=merge_verdicts([part.verdicts for part in parts]),
        required=tuple(sorted({name for part in parts for name in part.required})),
        guilty=tuple(guilt for part in parts for guilt in part.guilty),
        cpu_s=sum(part.cpu_s for part in parts),
    )


def spare_all(count: int, *, budget_s: float, processes: int = 2) -> tuple[Spared, ...]:
    """Run every correct sender through as many schedules, in several processes at once."""
    until_s = time.monotonic() + budget_s
    context = get_context("spawn")
    with ProcessPoolExecutor(max_workers=processes, mp_context=context) as pool:
        jobs = {
            sender: [
                pool.submit(
                    spare, sender, range(part, count_of(sender, count), processes), until_s=until_s
                )
                for part in range(processes)
            ]
            for sender in SPARED
        }
        return tuple(merged([job.result() for job in parts]) for parts in jobs.values())


def count_of(sender: str, count: int) -> int:
    """Return how many schedules one is flown through where the others are through so many."""
    return count // SHARE_ELSEWHERE if sender in ELSEWHERE else count


def shortfalls(spared: Spared, count: int) -> list[str]:
    """Return in what the proof falls short for one sender; nothing where it stands.

    At other providers a cell is due once: few messages come to a second attempt there.
    """
    least = 1 if spared.sender in ELSEWHERE else HITS_MIN * count // COUNT
    count = count_of(spared.sender, count)
    found = [
        f"guilty in schedule {guilt.schedule}: {', '.join(guilt.roots)}: {guilt.said}"
        for guilt in spared.guilty
    ]
    if spared.schedules < count:
        rate = spared.schedules / spared.cpu_s if spared.cpu_s else 0.0
        found.append(f"{spared.schedules} of {count} schedules, at {rate:.1f} a CPU second")
    if spared.fired < FIRED_SHARE * spared.schedules:
        found.append(f"a fault fired in {spared.fired} of {spared.schedules} schedules only")
    found += [
        f"cell {name} was hit {hit} times; {least} are due"
        for name, hit in spared.cells.items()
        if hit < least and not name.startswith(UNSEEN)
    ]
    found += [
        f"{verdict.id} is {verdict.word}, and not kept: {verdict.why}"
        for verdict in spared.verdicts
        if verdict.id in spared.required
        and verdict.word != "kept"
        and not (verdict.word == "untested" and verdict.id in UNSHOWN.get(spared.sender, ()))
    ]
    return found
