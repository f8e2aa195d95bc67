"""Everything that a run's folder shows, recomputed from its ledger and its manifest."""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import (
    AnswerFact,
    AnyFact,
    BilledFact,
    FaultOffFact,
    FaultOnFact,
    GeneratorFact,
    PushFact,
)
from windtunnel.runtime.ledger import Ledger, read_ledger
from windtunnel_reports.cases import Cases
from windtunnel_reports.exits import exit_status
from windtunnel_reports.gates import Gate, GateResult, evaluate, parse_gate
from windtunnel_reports.headline import headline, next_steps
from windtunnel_reports.instruments import inspect
from windtunnel_reports.intervals import quantile
from windtunnel_reports.judge import judge_cases
from windtunnel_reports.junit import render_junit
from windtunnel_reports.manifest import Manifest, read_manifest
from windtunnel_reports.markdown import render_markdown
from windtunnel_reports.metrics import LATENCIES, Metrics, funnel, measure, steady
from windtunnel_reports.pages.page import render_page
from windtunnel_reports.summary import Second, Spell, Summary

DELTA_US_DEFAULT = 20_000
PARTS = (0.5, 0.9, 0.95, 0.99)


class Sidelines:
    """Facts that are not of one intent: faults, pushes, prices, generators."""

    def __init__(self) -> None:
        self.acks: list[float] = []
        self.generators: list[GeneratorFact] = []
        self.on: dict[str, FaultOnFact] = {}
        self.spells: list[tuple[str, int, int]] = []
        self.cost_micro = 0
        self.currency = "USD"
        self.refused: list[int] = []
        self.count = 0

    def watch(self, ledger: Ledger) -> Iterator[AnyFact]:
        """Yield every fact on, keeping what is of interest here."""
        for fact in ledger.facts():
            self.count += 1
            if isinstance(fact, PushFact) and fact.http is not None:
                self.acks.append(fact.ms / 1000)
            elif isinstance(fact, AnswerFact) and not fact.accepted:
                self.refused.append(fact.t)
            elif isinstance(fact, GeneratorFact):
                self.generators.append(fact)
            elif isinstance(fact, FaultOnFact):
                self.on[fact.id] = fact
            elif isinstance(fact, FaultOffFact) and fact.id in self.on:
                begun = self.on.pop(fact.id)
                self.spells.append((begun.fault, begun.t, fact.t))
            elif isinstance(fact, BilledFact):
                self.cost_micro += fact.price_micro
                self.currency = fact.currency
            yield fact


def build(folder: Path, *, gated: bool | None = None) -> Summary:
    """Judge a run anew, write its four files, and return the summary.

    Raises:
        LedgerError: the folder holds no run.
    """
    manifest = read_manifest(folder)
    if gated is not None:
        manifest.gated = gated
    summary = summarise(manifest, read_ledger(folder / "ledger"))
    (folder / "summary.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(summary), indent=2)
    )
    (folder / "junit.xml").write_bytes(render_junit(summary))
    (folder / "summary.md").write_text(render_markdown(summary), encoding="utf-8")
    (folder / "report.html").write_text(render_page(summary), encoding="utf-8")
    return summary


def summarise(manifest: Manifest, ledger: Ledger) -> Summary:
    """Return the summary of a run."""
    side = Sidelines()
    cases = Cases().read(side.watch(ledger))
    side.spells += [(fact.fault, fact.t, cases.last_t) for fact in side.on.values()]
    delta_us = ledger.delta_us if ledger.delta_us is not None else DELTA_US_DEFAULT
    judgement = judge_cases(
        cases,
        required=manifest.exercises,
        policy=manifest.policy,
        reports=manifest.reports,
        delta_us=delta_us,
    )
    metrics = measure(cases, side.acks, judgement.counts)
    gates = evaluate(manifest.gates, metrics, judgement)
    calm = steady(metrics, manifest, [(on, off) for _, on, off in side.spells])
    gates += evaluate(manifest.steady_state, calm, judgement)
    instruments = inspect(
        manifest, ledger, cases, generators=side.generators, gates=_readable(manifest)
    )
    if instruments.blurred:
        gates = tuple(_blur(gate, instruments.blurred[0]) for gate in gates)
    status = exit_status(
        interrupted=manifest.interrupted,
        ledger_complete=not instruments.ledger,
        instruments_healthy=not instruments.invalid,
        sender_crashed=bool(manifest.sender_crashed),
        verdicts=judgement.verdicts,
        gates=[gate.word for gate in gates],
        gated=manifest.gated,
    )
    word, why = headline(
        manifest,
        instruments,
        verdicts=judgement.verdicts,
        gates=gates,
        counts=judgement.counts,
    )
    return Summary(
        headline=word,
        explanation=why,
        next_steps=next_steps(word, manifest, stories=len(judgement.stories), gates=gates),
        exit_status=status,
        valid=instruments.is_valid,
        gated=manifest.gated,
        manifest=manifest,
        verdicts=judgement.verdicts,
        gates=gates,
        stories=judgement.stories,
        root_causes=judgement.root_causes,
        counts=judgement.counts,
        latencies=_latencies(metrics),
        funnel={
            "flow": funnel(metrics.rows, lambda row: row.flow),
            "country": funnel(metrics.rows, lambda row: row.country),
            "template": funnel(metrics.rows, lambda row: row.template or "free text"),
        },
        failures=_failures(metrics),
        matrix=judgement.matrix,
        seconds=_seconds(metrics, manifest, side.refused),
        spells=_spells(manifest, side.spells),
        instruments=instruments,
        cost_micro=side.cost_micro,
        currency=side.currency,
        facts=side.count,
        delta_us=delta_us,
    )


def _readable(manifest: Manifest) -> list[Gate]:
    found = []
    for text in (*manifest.gates, *manifest.steady_state):
        try:
            found.append(parse_gate(text))
        except ConfigError:
            continue
    return found


def _blur(gate: GateResult, why: str) -> GateResult:
    if not gate.latency or gate.word != "passed":
        return gate
    return msgspec.structs.replace(gate, word="undecided", why=why)


def _latencies(metrics: Metrics) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    for name in (*LATENCIES, "webhook_ack"):
        values = metrics.values(name, {})
        row: dict[str, float | None] = {"count": float(len(values))}
        for part in PARTS:
            value = quantile(values, part) if values else math.inf
            row[f"p{part * 100:g}"] = None if math.isinf(value) else round(value, 6)
        found[name] = row
    return found


def _failures(metrics: Metrics) -> dict[str, int]:
    codes = Counter(str(row.fail_code) for row in metrics.rows if row.fail_code)
    return dict(sorted(codes.items()))


def _spells(manifest: Manifest, spells: list[tuple[str, int, int]]) -> tuple[Spell, ...]:
    start = manifest.start_us
    return tuple(
        Spell(fault=fault, from_s=(on - start) / 1e6, to_s=(off - start) / 1e6)
        for fault, on, off in sorted(spells, key=lambda spell: spell[1])
    )


def _seconds(metrics: Metrics, manifest: Manifest, refused: list[int]) -> tuple[Second, ...]:
    start_s = manifest.start_us / 1e6
    last = math.ceil(manifest.duration_us / 1e6)
    wanted, accepted, handed, turned = (
        Counter[int](),
        Counter[int](),
        Counter[int](),
        Counter[int](),
    )
    waits: dict[int, list[float]] = {}
    for row in metrics.rows:
        place = math.floor(row.t - start_s)
        wanted[place] += 1
        waits.setdefault(place, []).append(row.accepted)
        if row.accepted < math.inf:
            accepted[math.floor(row.t + row.accepted - start_s)] += 1
        if row.handed_over < math.inf:
            handed[math.floor(row.t + row.handed_over - start_s)] += 1
    for t in refused:
        turned[math.floor(t / 1e6 - start_s)] += 1
    last = max([last, *accepted, *handed]) + 1 if metrics.rows else last
    return tuple(
        Second(
            s=s,
            wanted=wanted[s],
            accepted=accepted[s],
            refused=turned[s],
            handed_over=handed[s],
            p95_accepted_s=_p95(waits.get(s)),
        )
        for s in range(min(last, 3_600))
    )


def _p95(values: list[float] | None) -> float | None:
    if not values:
        return None
    value = quantile(sorted(values), 0.95)
    return None if math.isinf(value) else round(value, 4)
