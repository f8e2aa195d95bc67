"""Gates: what turns figures and verdicts into passed, failed or undecided.

Grammar: `invariants kept` · `p95(time_to_accepted[, flow=otp]) < 2s` · `share(accepted) > 99%` ·
`share(handed_over_within 5m) >= 99.5%` · `lost == 0`. A gate that names an unknown metric or
selects nothing fails: a typo must not pass.
"""

import re
from difflib import get_close_matches
from operator import eq, ge, gt, le, lt

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.verdict import GateWord
from windtunnel_reports.intervals import quantile, quantile_interval, share_interval
from windtunnel_reports.judge import Judgement
from windtunnel_reports.metrics import COUNTS, FILTERS, LATENCIES, Metrics, Row

OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq}
SHARES = ("accepted", "handed_over", "delivered", "shed")
WITHIN = {
    "accepted_within": "accepted",
    "handed_over_within": "handed_over",
    "delivered_within": "delivered",
}
_CALL = re.compile(r"(p\d{1,2}(?:\.\d+)?|share)\(([^)]*)\)\s*(<=|>=|==|<|>)\s*(\S+)")
_COUNT = re.compile(r"(\w+)\s*(<=|>=|==|<|>)\s*(\d+)")
_BOUND = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|%)")
_UNIT_S = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed gate. `part` is a quantile's; `within_s` belongs to share(... within D)."""

    text: str
    kind: str
    metric: str = ""
    operator: str = ""
    bound: float = 0.0
    part: float = 0.0
    within_s: float | None = None
    chosen: dict[str, str] = {}

    @property
    def is_latency(self) -> bool:
        """True for gates whose truth depends on a healthy generator."""
        return self.kind == "quantile" or self.within_s is not None


class GateResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a gate ended: the figure with its interval, as text, and why."""

    gate: str
    word: GateWord
    figure: str
    why: str = ""
    latency: bool = False


def parse_gate(text: str) -> Gate:
    """Return a gate.

    Raises:
        ConfigError: what was found, and what is allowed.
    """
    plain = " ".join(str(text).split())
    if plain == "invariants kept":
        return Gate(text=plain, kind="invariants")
    called = _CALL.fullmatch(plain)
    if called is not None:
        return _parse_call(plain, called)
    counted = _COUNT.fullmatch(plain)
    if counted is not None:
        _known(plain, counted[1], COUNTS)
        return Gate(
            text=plain,
            kind="count",
            metric=counted[1],
            operator=counted[2],
            bound=float(counted[3]),
        )
    raise ConfigError(
        f"gate {plain!r} cannot be read; allowed: invariants kept, p95(metric) < 2s, "
        "share(accepted) > 99%, share(handed_over_within 5m) >= 99.5%, lost == 0"
    )


def _parse_call(plain: str, called: re.Match[str]) -> Gate:
    function, inside, operator, bound = called[1], called[2], called[3], called[4]
    metric, *pairs = [part.strip() for part in inside.split(",")]
    chosen = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        _known(plain, key.strip(), FILTERS)
        chosen[key.strip()] = value.strip()
    if function == "share":
        return _parse_share(plain, metric, operator, bound=bound, chosen=chosen)
    _known(plain, metric, (*LATENCIES, "webhook_ack"))
    part = float(function[1:]) / 100
    if not 0 < part < 1:
        raise ConfigError(f"gate {plain!r}: {function} is no percentile; must be p1 to p99.9")
    return Gate(
        text=plain,
        kind="quantile",
        metric=metric,
        operator=operator,
        bound=_bound(plain, bound, "s"),
        part=part,
        chosen=chosen,
    )


def _parse_share(
    plain: str, metric: str, operator: str, *, bound: str, chosen: dict[str, str]
) -> Gate:
    name, _, span = metric.partition(" ")
    within_s = None
    if span:
        _known(plain, name, tuple(WITHIN))
        within_s = _bound(plain, span, "s")
    else:
        _known(plain, name, SHARES)
    return Gate(
        text=plain,
        kind="share",
        metric=WITHIN.get(name, name),
        operator=operator,
        bound=_bound(plain, bound, "%"),
        within_s=within_s,
        chosen=chosen,
    )


def _bound(plain: str, text: str, unit: str) -> float:
    found = _BOUND.fullmatch(text)
    if found is None or (found[2] == "%") != (unit == "%"):
        wanted = "a share such as 99%" if unit == "%" else "a time such as 250ms or 2s"
        raise ConfigError(f"gate {plain!r}: {text!r} must be {wanted}")
    return float(found[1]) / 100 if unit == "%" else float(found[1]) * _UNIT_S[found[2]]


def _known(plain: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        near = get_close_matches(word, words, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ConfigError(f"gate {plain!r}: {word!r} is unknown{hint}; known: {', '.join(words)}")


def evaluate(gates: list[str], metrics: Metrics, judgement: Judgement) -> tuple[GateResult, ...]:
    """Return the result of each gate; one that cannot be read has failed."""
    results = []
    for text in gates:
        try:
            gate = parse_gate(text)
        except ConfigError as error:
            results.append(GateResult(gate=text, word="failed", figure="–", why=str(error)))
            continue
        results.append(_evaluate(gate, metrics, judgement))
    return tuple(results)


def _evaluate(gate: Gate, metrics: Metrics, judgement: Judgement) -> GateResult:
    if gate.kind == "invariants":
        return _invariants(gate, judgement)
    if gate.kind == "count":
        value = metrics.counts[gate.metric]
        met = OPERATORS[gate.operator](value, gate.bound)
        return GateResult(gate=gate.text, word="passed" if met else "failed", figure=str(value))
    if gate.kind == "share":
        return _share(gate, metrics)
    return _quantile(gate, metrics)


def _invariants(gate: Gate, judgement: Judgement) -> GateResult:
    broken = [v.id for v in judgement.verdicts if v.word == "broken"]
    open_ones = [v.id for v in judgement.verdicts if v.required and v.word != "kept"]
    if broken:
        return GateResult(
            gate=gate.text, word="failed", figure=f"{len(broken)} broken", why=", ".join(broken)
        )
    if open_ones:
        why = ", ".join(f"{v.id} {v.word}" for v in judgement.verdicts if v.id in open_ones)
        return GateResult(gate=gate.text, word="undecided", figure="none broken", why=why)
    kept = sum(v.word == "kept" for v in judgement.verdicts)
    return GateResult(gate=gate.text, word="passed", figure=f"{kept} kept, none broken")


def _share(gate: Gate, metrics: Metrics) -> GateResult:
    rows = metrics.select(gate.chosen)
    if not rows:
        return GateResult(gate=gate.text, word="failed", figure="–", why="it selects no message")
    met = sum(_counts_for(gate, row) for row in rows)
    low, high = share_interval(met, len(rows))
    figure = f"{met / len(rows):.2%} of {len(rows)} [{low:.2%}, {high:.2%}]"
    return _decided(gate, low, high, figure=figure)


def _counts_for(gate: Gate, row: Row) -> bool:
    if gate.metric == "shed":
        return row.shed
    value: float = getattr(row, gate.metric)
    return value <= gate.within_s if gate.within_s is not None else value < float("inf")


def _quantile(gate: Gate, metrics: Metrics) -> GateResult:
    values = metrics.values(gate.metric, gate.chosen)
    if not values:
        return GateResult(gate=gate.text, word="failed", figure="–", why="it selects no sample")
    low, high = quantile_interval(values, gate.part)
    value = quantile(values, gate.part)
    figure = f"{_time(value)} [{_time(low)}, {_time(high)}] of {len(values)}"
    return _decided(gate, low, high, figure=figure)


def _decided(gate: Gate, low: float, high: float, *, figure: str) -> GateResult:
    """Return passed where the whole interval meets the bound, failed where none of it does."""
    holds = OPERATORS[gate.operator]
    both = holds(low, gate.bound), holds(high, gate.bound)
    if all(both):
        word: GateWord = "passed"
        why = ""
    elif not any(both):
        word, why = "failed", ""
    else:
        word, why = "undecided", "the interval straddles the bound: more samples are needed"
    return GateResult(gate=gate.text, word=word, figure=figure, why=why, latency=gate.is_latency)


def _time(seconds: float) -> str:
    if seconds in {float("inf"), float("-inf")}:
        return "∞" if seconds > 0 else "-∞"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
