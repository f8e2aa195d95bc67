"""Gates: what turns figures and verdicts into passed, failed or undecided.

A figure is compared with its whole 95 % interval: below the bound it has passed, above it has
failed, astride it is undecided. Counts are compared as they are. A gate that cannot be read, or
whose filter selects nothing, fails: a typo must not pass.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from operator import eq, ge, gt, le, lt
from typing import Protocol

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.verdict import GateWord, Verdict
from windtunnel_reports.gate_grammar import Gate, nearest, parse_gate
from windtunnel_reports.intervals import (
    quantile,
    quantile_interval,
    share_interval,
    values_needed,
)
from windtunnel_reports.metrics import JUDGED_COUNTS, Metrics

__all__ = ["Gate", "GateResult", "blur", "evaluate", "parse_gate"]

OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq}
STRADDLES = "the interval straddles the bound: it takes more messages, or a wider bound"
ATTRIBUTED = frozenset({"lost", "duplicated", "wrong_recipient"})
"""Counts that need to know whose each call is."""

NO_MESSAGES = "no message was offered"
VALUES_SHOWN = 8


class Judged(Protocol):
    """What a gate needs of a judgement."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One per invariant."""


class GateResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a gate ended.

    `figure` is the measured value with its interval, as text; `value`, `low` and `high` are the
    same as numbers (seconds, a share or a count; None: infinite or not there) and `n` says over
    how many samples.
    """

    gate: str
    word: GateWord
    figure: str
    why: str = ""
    latency: bool = False
    n: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None


def evaluate(gates: Iterable[str], metrics: Metrics, judgement: Judged) -> tuple[GateResult, ...]:
    """Return the result of each gate; one that cannot be read has failed."""
    results = []
    for text in gates:
        try:
            gate = parse_gate(text)
        except ConfigError as error:
            results.append(_failed(text, str(error)))
            continue
        results.append(_evaluate(gate, metrics, judgement))
    return tuple(results)


def blur(
    results: Sequence[GateResult], why: str, *, only_longer: bool = False
) -> tuple[GateResult, ...]:
    """Return the results as they are when latencies cannot be trusted: those are undecided.

    With `only_longer` whatever was wrong made latencies longer, never shorter: what lies below
    its bound all the same has passed.
    """
    return tuple(
        msgspec.structs.replace(each, word="undecided", why=why)
        if each.latency and each.value is not None and not (only_longer and _is_below(each))
        else each
        for each in results
    )


def _is_below(result: GateResult) -> bool:
    return result.word == "passed" and parse_gate(result.gate).operator in {"<", "<="}


def _evaluate(gate: Gate, metrics: Metrics, judgement: Judged) -> GateResult:
    if gate.kind == "invariants":
        return _invariants(gate, judgement)
    if not metrics.rows and gate.kind != "count":
        # No gate can be blamed for a run without messages; the instruments are.
        return GateResult(gate=gate.text, word="undecided", figure="–", why=NO_MESSAGES)
    unmatched = _unmatched(gate.chosen, metrics)
    if unmatched:
        return _failed(gate.text, unmatched)
    if gate.kind == "count":
        return _count(gate, metrics)
    if gate.kind == "share":
        return _share(gate, metrics)
    return _quantile(gate, metrics)


def _failed(text: str, why: str) -> GateResult:
    return GateResult(gate=text, word="failed", figure="–", why=why)


def _unmatched(chosen: Mapping[str, str], metrics: Metrics) -> str:
    """Return why the filters select nothing, "" where they select something."""
    if not chosen or metrics.select(chosen):
        return ""
    for name, value in chosen.items():
        found = metrics.found(name)
        if value not in found:
            shown = ", ".join(found[:VALUES_SHOWN]) or "none"
            return f"no message has {name}={value}{nearest(value, found)}; in this run: {shown}"
    return "no message matches all of its filters"


def _invariants(gate: Gate, judgement: Judged) -> GateResult:
    broken = [verdict.id for verdict in judgement.verdicts if verdict.word == "broken"]
    unproven = [v for v in judgement.verdicts if v.required and v.claimed and v.word != "kept"]
    if broken:
        figure = f"{len(broken)} broken"
        return GateResult(gate=gate.text, word="failed", figure=figure, why=", ".join(broken))
    if unproven:
        why = ", ".join(f"{verdict.id} {verdict.word}" for verdict in unproven)
        return GateResult(gate=gate.text, word="undecided", figure="none broken", why=why)
    kept = sum(verdict.word == "kept" for verdict in judgement.verdicts)
    return GateResult(gate=gate.text, word="passed", figure=f"{kept} kept, none broken")


def _count(gate: Gate, metrics: Metrics) -> GateResult:
    if gate.metric in JUDGED_COUNTS and gate.metric not in metrics.counts:
        return _failed(gate.text, f"{gate.metric} is counted over the whole run, not over a part")
    value = metrics.count(gate.metric, gate.chosen)
    why = ""
    met = OPERATORS[gate.operator](value, gate.bound)
    word: GateWord = "passed" if met else "failed"
    unsure = metrics.counts.get("unsure", 0) if gate.metric in ATTRIBUTED else 0
    if unsure and met:
        word, why = "undecided", f"of {unsure} messages it cannot be told which call was theirs"
    return GateResult(gate=gate.text, word=word, figure=f"{value:,}", why=why, value=float(value))


def _share(gate: Gate, metrics: Metrics) -> GateResult:
    hits, count = metrics.share(gate.metric, gate.chosen, gate.within_s)
    if count == 0:
        return _failed(gate.text, "no message had a handset that was online")
    low, high = share_interval(hits, count)
    if gate.bound in {0.0, 1.0}:
        # "All" and "none" are claims about the messages that were there, so they are exact.
        low = high = hits / count
    figure = f"{hits / count:.2%} of {count:,} [{low:.2%}, {high:.2%}]"
    word = _word(gate, low, high)
    return GateResult(
        gate=gate.text,
        word=word,
        figure=figure,
        why=STRADDLES if word == "undecided" else "",
        latency=gate.is_latency,
        n=count,
        value=hits / count,
        low=low,
        high=high,
    )


def _quantile(gate: Gate, metrics: Metrics) -> GateResult:
    values = metrics.values(gate.metric, gate.chosen)
    if not values:
        return _failed(gate.text, "it selects no sample")
    low, high = quantile_interval(values, gate.part)
    value = quantile(values, gate.part)
    word = _word(gate, low, high)
    why = ""
    if word == "undecided":
        needed = values_needed(gate.part)
        why = STRADDLES
        if len(values) < needed:
            why = f"p{gate.part * 100:g} needs at least {needed} samples to have an upper bound"
    return GateResult(
        gate=gate.text,
        word=word,
        figure=f"{_time(value)} [{_time(low)}, {_time(high)}] of {len(values):,}",
        why=why,
        latency=True,
        n=len(values),
        value=_finite(value),
        low=_finite(low),
        high=_finite(high),
    )


def _word(gate: Gate, low: float, high: float) -> GateWord:
    """Return passed where the whole interval meets the bound, failed where none of it does."""
    holds = OPERATORS[gate.operator]
    both = bool(holds(low, gate.bound)), bool(holds(high, gate.bound))
    if both[0] != both[1]:
        return "undecided"
    return "passed" if both[0] else "failed"


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value


def _time(seconds: float) -> str:
    if math.isinf(seconds):
        return "never" if seconds > 0 else "-∞"
    return f"{seconds * 1000:.0f} ms" if abs(seconds) < 1 else f"{seconds:.2f} s"
