"""Two runs side by side: first whether they were asked the same, then what differs."""

from collections.abc import Iterator, Mapping

import msgspec

from windtunnel_reports.comparison.page import Page, Table
from windtunnel_reports.pages.html import seconds
from windtunnel_reports.pages.words import LATENCIES
from windtunnel_reports.summary import Latency, Summary

SCHEMA = "windtunnel.runs-compared/1"
ABSENT = "–"
LEVEL_S = 0.00005
"""Less than this is no difference that the page could show."""

PARTS = ("p50", "p95", "p99")


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two runs."""

    run: str
    scenario: str
    sender: str
    providers: tuple[str, ...]
    profile: str
    seed: int
    plan_digest: str
    headline: str
    valid: bool


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in both runs, in words; `difference` is the second less the first."""

    name: str
    first: str
    second: str
    difference: str = ""


class RunsCompared(msgspec.Struct, frozen=True, kw_only=True):
    """Two runs: `verdicts` are those that differ, the other rows are all that there are."""

    schema: str = SCHEMA
    same_plan: bool
    first: Side
    second: Side
    verdicts: tuple[Pair, ...]
    gates: tuple[Pair, ...]
    counts: tuple[Pair, ...]
    latencies: tuple[Pair, ...]


def compare_runs(first: Summary, second: Summary) -> RunsCompared:
    """Return what two runs have in common, and what not."""
    one, other = first.manifest, second.manifest
    return RunsCompared(
        same_plan=bool(one.plan_digest) and one.plan_digest == other.plan_digest,
        first=_side(first),
        second=_side(second),
        verdicts=tuple(_verdicts(first, second)),
        gates=tuple(_gates(first, second)),
        counts=tuple(_counts(first.counts, second.counts)),
        latencies=tuple(_latencies(first.latencies, second.latencies)),
    )


def page_of_runs(found: RunsCompared) -> Page:
    """Return what is shown of two runs."""
    one, other = found.first, found.second
    heads = (_name(one, "first"), _name(other, "second"))
    if found.same_plan:
        answer = "The same plan: both runs wanted the same messages and had the same faults."
    else:
        answer = "Different plans: what stands side by side here is not like for like."
    tables = (
        Table(
            title="Verdicts that differ", head=("invariant", *heads), rows=_rows(found.verdicts)
        ),
        Table(title="Gates", head=("gate", *heads), rows=_rows(found.gates)),
        _figures("Counts", found.counts, heads),
        _figures("How long it took", found.latencies, heads),
    )
    reasons = [f"{heads[place]}: {_said(side)}" for place, side in enumerate((one, other))]
    if not found.verdicts:
        reasons.append("No verdict differs.")
    return Page(
        title=f"{one.run} and {other.run}",
        question="What differs between these two runs?",
        answer=answer,
        reasons=tuple(reasons),
        tables=tuple(table for table in tables if table.rows),
        lists=(),
    )


def _figures(title: str, pairs: tuple[Pair, ...], heads: tuple[str, str]) -> Table:
    rows = tuple((each.name, each.first, each.second, each.difference) for each in pairs)
    return Table(title=title, head=("figure", *heads, "difference"), rows=rows, numbers=3)


def _rows(pairs: tuple[Pair, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((each.name, each.first, each.second) for each in pairs)


def _name(side: Side, which: str) -> str:
    return f"{which}: {side.sender}"


def _said(side: Side) -> str:
    doubt = "" if side.valid else ", and its instruments failed"
    return (
        f"{side.headline}{doubt}; {side.scenario} at {', '.join(side.providers) or 'nobody'} "
        f"(profile {side.profile}), seed {side.seed}, plan {side.plan_digest or 'unknown'}."
    )


def _side(summary: Summary) -> Side:
    manifest = summary.manifest
    return Side(
        run=manifest.run,
        scenario=manifest.scenario,
        sender=manifest.sender,
        providers=summary.providers,
        profile=manifest.profile,
        seed=manifest.seed,
        plan_digest=manifest.plan_digest,
        headline=summary.headline,
        valid=summary.valid,
    )


def _verdicts(first: Summary, second: Summary) -> Iterator[Pair]:
    before = {verdict.id: verdict for verdict in first.verdicts}
    after = {verdict.id: verdict for verdict in second.verdicts}
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        words = [ABSENT if each is None else each.word for each in (one, other)]
        if words[0] != words[1]:
            known = one or other
            assert known is not None, "it is in one of them"
            yield Pair(name=f"{name} {known.name}", first=words[0], second=words[1])


def _gates(first: Summary, second: Summary) -> Iterator[Pair]:
    before = {gate.gate: gate for gate in (*first.gates, *first.steady_state)}
    after = {gate.gate: gate for gate in (*second.gates, *second.steady_state)}
    for name in dict.fromkeys((*before, *after)):
        cells = [
            ABSENT if gate is None else f"{gate.word} ({gate.figure})"
            for gate in (before.get(name), after.get(name))
        ]
        yield Pair(name=name, first=cells[0], second=cells[1])


def _counts(first: Mapping[str, int], second: Mapping[str, int]) -> Iterator[Pair]:
    for name in dict.fromkeys((*first, *second)):
        one, other = first.get(name), second.get(name)
        cells = [ABSENT if each is None else f"{each:,}" for each in (one, other)]
        difference = ABSENT if one is None or other is None else _signed(other - one)
        yield Pair(
            name=name.replace("_", " "), first=cells[0], second=cells[1], difference=difference
        )


def _latencies(first: Mapping[str, Latency], second: Mapping[str, Latency]) -> Iterator[Pair]:
    for name in dict.fromkeys((*first, *second)):
        one, other = first.get(name), second.get(name)
        if one is None or other is None or not (one.count or other.count):
            continue
        for part in PARTS:
            before, after = getattr(one, part), getattr(other, part)
            difference = ABSENT
            if before is not None and after is not None:
                sign = "+" if after > before else ""
                is_level = abs(after - before) < LEVEL_S
                difference = "0" if is_level else f"{sign}{seconds(after - before)}"
            yield Pair(
                name=f"{LATENCIES.get(name, name)}, {part}",
                first=seconds(before) if one.count else ABSENT,
                second=seconds(after) if other.count else ABSENT,
                difference=difference,
            )


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"
