"""Everything that a run's folder shows, recomputed from its ledger and its manifest."""

from pathlib import Path

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.runtime.ledger import Ledger, read_ledger
from windtunnel_reports.cases import Cases
from windtunnel_reports.exits import exit_status
from windtunnel_reports.funnel import failures, finite, funnels
from windtunnel_reports.gates import Gate, GateResult, blur, evaluate, parse_gate
from windtunnel_reports.headline import headline, next_steps
from windtunnel_reports.inferred import UNASKED, Inferred
from windtunnel_reports.instruments import Instruments, inspect
from windtunnel_reports.judge import Judgement, judge_cases
from windtunnel_reports.junit import render_junit
from windtunnel_reports.manifest import Manifest, read_manifest
from windtunnel_reports.markdown import render_markdown
from windtunnel_reports.metrics import LATENCIES, WEBHOOK_ACK, Metrics, measure
from windtunnel_reports.pages.page import render_page
from windtunnel_reports.series import seconds, step_of
from windtunnel_reports.sidelines import FaultTime, Sidelines
from windtunnel_reports.summary import Failure, Latency, Spell, Summary
from windtunnel_reports.unseen import accusing_nobody, is_unseen, left_open
from windtunnel_reports.windows import calm_windows, within

DELTA_US_DEFAULT = 20_000
NO_LOAD = "none"
"""The adapter of a run that rode along: its messages are inferred from calls."""

NO_CALM = "the run has no time without a fault over which to compute it"


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a ledger, before it is put into words."""

    manifest: Manifest
    side: Sidelines
    judgement: Judgement
    metrics: Metrics
    gates: tuple[GateResult, ...]
    steady: tuple[GateResult, ...]
    instruments: Instruments
    delta_us: int


def build(folder: Path, *, gated: bool | None = None) -> Summary:
    """Judge a run anew, write its four files, and return the summary.

    Raises:
        LedgerError: the folder holds no run.
    """
    manifest = read_manifest(folder)
    if gated is not None:
        manifest.gated = gated
    findings = examine(manifest, read_ledger(folder / "ledger"))
    summary = summarise(findings)
    (folder / "summary.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(summary), indent=2)
    )
    (folder / "junit.xml").write_bytes(render_junit(summary))
    (folder / "summary.md").write_text(render_markdown(summary), encoding="utf-8")
    page = render_page(summary, findings.metrics.rows)
    (folder / "report.html").write_text(page, encoding="utf-8")
    return summary


def examine(manifest: Manifest, ledger: Ledger) -> Findings:
    """Return what a ledger says: it is read once."""
    side = Sidelines()
    facts = side.watch(ledger.facts())
    is_inferred = manifest.adapter == NO_LOAD
    if is_inferred:
        until_us = manifest.start_us + manifest.duration_us
        facts = Inferred(until_us=until_us).follow(facts)
    cases = Cases().read(facts)
    delta_us = ledger.delta_us if ledger.delta_us is not None else DELTA_US_DEFAULT
    judgement = _judged(manifest, cases, delta_us)
    metrics = measure(cases, side.acks, judgement.counts, number_names=manifest.number_names)
    gates = evaluate(manifest.gates, metrics, judgement)
    if is_inferred:
        gates = tuple(_unaskable(gate) for gate in gates)
    steady = _steady(manifest, metrics, judgement, side.faults)
    instruments = inspect(
        manifest, ledger, cases, generators=side.generators, gates=_readable(manifest)
    )
    gates, steady = _blurred(gates, instruments), _blurred(steady, instruments)
    if is_unseen(ledger):
        judgement, gates, steady = accusing_nobody(judgement), left_open(gates), left_open(steady)
    return Findings(
        manifest=manifest,
        side=side,
        judgement=judgement,
        metrics=metrics,
        gates=gates,
        steady=steady,
        instruments=instruments,
        delta_us=delta_us,
    )


def _judged(manifest: Manifest, cases: Cases, delta_us: int) -> Judgement:
    judgement = judge_cases(
        cases,
        required=manifest.exercises,
        policy=manifest.policy,
        reports=manifest.reports,
        delta_us=delta_us,
    )
    return _without_unasked(judgement) if manifest.adapter == NO_LOAD else judgement


def summarise(found: Findings) -> Summary:
    """Return findings as the summary that every page is made from."""
    manifest, side, judgement = found.manifest, found.side, found.judgement
    every, verdicts = (*found.gates, *found.steady), judgement.verdicts
    word, why = headline(
        manifest, found.instruments, verdicts=verdicts, gates=every, counts=judgement.counts
    )
    step_s = step_of(manifest.duration_us / 1e6)
    return Summary(
        headline=word,
        explanation=why,
        next_steps=next_steps(word, manifest, root_causes=judgement.root_causes, gates=every),
        exit_status=_exit(found),
        valid=found.instruments.is_valid,
        gated=manifest.gated,
        manifest=manifest,
        verdicts=verdicts,
        gates=found.gates,
        steady_state=found.steady,
        stories=judgement.stories,
        root_causes=judgement.root_causes,
        counts=judgement.counts,
        latencies=_latencies(found.metrics),
        funnel=funnels(found.metrics, wanted=_wanted(found)),
        failures=_failures(found.metrics, side.titles),
        matrix=judgement.matrix,
        step_s=step_s,
        seconds=seconds(found.metrics.rows, manifest, side.refused_us, step_s=step_s),
        spells=_spells(manifest, side.faults),
        instruments=found.instruments,
        cost_micro=side.cost_micro,
        currency=side.currency,
        providers=tuple(side.providers),
        facts=side.count,
        delta_us=found.delta_us,
    )


def _wanted(found: Findings) -> int:
    """Return how many messages were wanted, those included that the generator itself missed."""
    missed = sum(generator.missed for generator in found.side.generators)
    return len(found.metrics.rows) + missed


def _blurred(results: tuple[GateResult, ...], instruments: Instruments) -> tuple[GateResult, ...]:
    if not instruments.blurred:
        return results
    return blur(results, instruments.blurred[0], only_longer=instruments.only_longer)


def _without_unasked(judgement: Judgement) -> Judgement:
    verdicts = [
        msgspec.structs.replace(each, word="untested", why="", claimed=False, required=False)
        if each.id in UNASKED
        else each
        for each in judgement.verdicts
    ]
    return msgspec.structs.replace(judgement, verdicts=tuple(verdicts))


def _unaskable(gate: GateResult) -> GateResult:
    """Leave open what calls alone cannot tell: how many messages were lost."""
    if not gate.gate.replace(" ", "").startswith("lost"):
        return gate
    why = "nobody said what was to be sent, so nothing can be missed"
    return msgspec.structs.replace(gate, word="undecided", why=why)


def _exit(found: Findings) -> int:
    return exit_status(
        interrupted=found.manifest.interrupted,
        ledger_complete=not found.instruments.ledger,
        instruments_healthy=not found.instruments.invalid,
        sender_crashed=bool(found.manifest.sender_crashed),
        verdicts=found.judgement.verdicts,
        gates=[gate.word for gate in (*found.gates, *found.steady)],
        gated=found.manifest.gated,
    )


def _steady(
    manifest: Manifest, metrics: Metrics, judgement: Judgement, faults: list[FaultTime]
) -> tuple[GateResult, ...]:
    windows = calm_windows(manifest, [(fault.from_us, fault.to_us) for fault in faults])
    calm = within(metrics, windows)
    if not calm.rows:
        return tuple(
            GateResult(gate=text, word="undecided", figure="–", why=NO_CALM)
            for text in manifest.steady_state
        )
    return evaluate(manifest.steady_state, calm, judgement)


def _readable(manifest: Manifest) -> list[Gate]:
    found = []
    for text in (*manifest.gates, *manifest.steady_state):
        try:
            found.append(parse_gate(text))
        except ConfigError:
            continue
    return found


def _latencies(metrics: Metrics) -> dict[str, Latency]:
    found = {}
    for name in (*LATENCIES, WEBHOOK_ACK):
        values = metrics.values(name, {})
        found[name] = Latency(
            count=len(values),
            missing=sum(value == float("inf") for value in values),
            p50=finite(values, 0.5),
            p90=finite(values, 0.9),
            p95=finite(values, 0.95),
            p99=finite(values, 0.99),
        )
    return found


def _failures(metrics: Metrics, titles: dict[int, str]) -> tuple[Failure, ...]:
    return tuple(
        Failure(code=code, title=titles.get(code, ""), count=count)
        for code, count in failures(metrics).items()
    )


def _spells(manifest: Manifest, faults: list[FaultTime]) -> tuple[Spell, ...]:
    start = manifest.start_us
    return tuple(
        Spell(
            fault=fault.fault,
            from_s=round((fault.from_us - start) / 1e6, 3),
            to_s=round((fault.to_us - start) / 1e6, 3),
            id=fault.id,
            target=fault.target,
            why=fault.why,
        )
        for fault in faults
    )
