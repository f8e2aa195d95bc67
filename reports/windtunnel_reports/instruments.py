"""Was the wind tunnel itself healthy? What makes a run invalid, and what only blurs latency.

An incident in the sender is never an invalid run: a sender that ended by itself is a failure, and
what the instruments then miss is its consequence.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from windtunnel.domain.facts import GeneratorFact
from windtunnel.runtime.ledger import Ledger
from windtunnel_reports.cases import Cases
from windtunnel_reports.gate_grammar import Gate
from windtunnel_reports.manifest import Manifest
from windtunnel_reports.metrics import WEBHOOK_ACK

MISSED_SHARE_MAX = 0.001
LATENESS_MS_MIN = 5.0
LATENESS_MS_UNGATED = 100.0
LATENESS_PART = 0.05
CORE_SHARE_MAX = 0.85
TIMER_MS_MAX = 100.0
LATENESS_MS_MAX = 1_000.0
"""A generator later than this has not driven the plan: its storm met other faults."""

LATENESS = "the generator's lateness at p99"
ALWAYS_WRITERS = ("harness", "sim-")
"""Without the words of these there is no ledger; a name that ends in - is a beginning."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One instrument: what it showed, its limit, and what going beyond it costs."""

    name: str
    value: str
    limit: str
    ok: bool
    costs: Literal["the run is invalid", "latency gates are undecided"]


class Instruments(msgspec.Struct, frozen=True, kw_only=True):
    """`ledger` and `invalid` say why the run proves nothing; `blurred` why latencies do not.

    `only_longer`: they count from the planned time, so a late generator made them longer at most.
    """

    ledger: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    blurred: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    lateness_p99_ms: float = 0.0
    lateness_limit_ms: float = LATENESS_MS_UNGATED
    cpu_share: float = 0.0
    only_longer: bool = False

    @property
    def is_valid(self) -> bool:
        """True where the run proves something."""
        return not self.ledger and not self.invalid


def inspect(
    manifest: Manifest,
    ledger: Ledger,
    cases: Cases,
    *,
    generators: Sequence[GeneratorFact],
    gates: Iterable[Gate],
) -> Instruments:
    """Return the state of the instruments."""
    problems = _ledger_problems(manifest, ledger, cases)
    invalid: list[str] = []
    if not manifest.sender_crashed:
        invalid = list(manifest.problems)
    if not manifest.interrupted and not manifest.sender_crashed:
        invalid += _shares(manifest, generators)
        if not cases.shed and all(case.intent is None for case in cases.by_index.values()):
            invalid.append("no message was offered: there is nothing to judge")
    lateness = max((generator.lateness_p99_ms for generator in generators), default=0.0)
    limit = lateness_limit_ms(gates)
    cpu = max((generator.cpu_share for generator in generators), default=0.0)
    readings = _readings(manifest, generators, lateness=lateness, limit=limit, cpu=cpu)
    blurring = [
        reading
        for reading in readings
        if not reading.ok and reading.costs == "latency gates are undecided"
    ]
    return Instruments(
        ledger=tuple(problems),
        invalid=tuple(invalid),
        blurred=tuple(
            f"{reading.name} was {reading.value}, at most {reading.limit}" for reading in blurring
        ),
        only_longer=bool(blurring)
        and lateness <= LATENESS_MS_MAX
        and all(reading.name == LATENESS for reading in blurring),
        readings=readings,
        lateness_p99_ms=lateness,
        lateness_limit_ms=limit,
        cpu_share=cpu,
    )


def lateness_limit_ms(gates: Iterable[Gate]) -> float:
    """Return how late the generator may be at p99: 5 % of the smallest gated percentile."""
    bounds = [
        gate.bound * 1000
        for gate in gates
        if gate.kind == "quantile" and gate.metric != WEBHOOK_ACK
    ]
    return max(LATENESS_MS_MIN, LATENESS_PART * min(bounds)) if bounds else LATENESS_MS_UNGATED


def _ledger_problems(manifest: Manifest, ledger: Ledger, cases: Cases) -> list[str]:
    crashed = {fact.of for fact in cases.crashes}
    found = [each for each in ledger.problems if not any(_is_of(each, of) for of in crashed)]
    found += [
        f"nothing of {name.rstrip('-')} is in the ledger"
        for name in (*ALWAYS_WRITERS, *manifest.expected_writers)
        if not any(_matches(writer, name) for writer in ledger.segments)
    ]
    return found


def _matches(writer: str, name: str) -> bool:
    return writer.startswith(name) if name.endswith("-") else writer == name


def _is_of(problem: str, writer: str) -> bool:
    return problem.startswith(f"{writer}.") and "no end" in problem


def _shares(manifest: Manifest, generators: Sequence[GeneratorFact]) -> list[str]:
    found = []
    missing = sorted(set(range(manifest.shares)) - {g.share for g in generators})
    if missing:
        found.append(f"load share {', '.join(map(str, missing))} did not report")
    digests = sorted({g.plan_digest for g in generators} - {manifest.plan_digest})
    if digests:
        found.append(f"plan digests differ: {manifest.plan_digest} was meant, {digests[0]} run")
    planned = sum(g.planned for g in generators)
    missed = sum(g.missed for g in generators)
    if _is_missed(generators):
        found.append(f"the generator itself missed {missed} of {planned} arrivals")
    if not missing and not digests and planned != manifest.planned:
        found.append(f"the shares planned {planned} messages, the plan has {manifest.planned}")
    return found


def _is_missed(generators: Sequence[GeneratorFact]) -> bool:
    """True where sent/offered is below 99.9 %; what the in-flight cap shed is excepted."""
    due = sum(g.planned - g.shed for g in generators)
    missed = sum(g.missed for g in generators)
    return due > 0 and missed / due > MISSED_SHARE_MAX


def _readings(
    manifest: Manifest,
    generators: Sequence[GeneratorFact],
    *,
    lateness: float,
    limit: float,
    cpu: float,
) -> tuple[Reading, ...]:
    sent = sum(g.started for g in generators)
    due = sum(g.planned - g.shed for g in generators)
    timers = manifest.simulator_timer_p99_ms
    return (
        Reading(
            name="arrivals sent on plan",
            value=f"{sent:,} of {due:,}",
            limit=f"{1 - MISSED_SHARE_MAX:.1%} or more",
            ok=not _is_missed(generators),
            costs="the run is invalid",
        ),
        _ms(LATENESS, lateness, limit),
        Reading(
            name="the generator's share of a core",
            value=f"{cpu:.0%}",
            limit=f"{CORE_SHARE_MAX:.0%}",
            ok=cpu <= CORE_SHARE_MAX,
            costs="latency gates are undecided",
        ),
        _ms("the simulator's timers, lateness at p99", timers, TIMER_MS_MAX),
    )


def _ms(name: str, value: float, limit: float) -> Reading:
    return Reading(
        name=name,
        value=f"{value:.1f} ms",
        limit=f"{limit:.0f} ms",
        ok=value <= limit,
        costs="latency gates are undecided",
    )
