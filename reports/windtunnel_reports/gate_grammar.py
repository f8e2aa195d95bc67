"""The grammar of gates: from a line of a scenario to a value that can be evaluated.

`invariants kept` · `p95(time_to_accepted, flow=otp) < 2s` · `share(accepted) > 99%` ·
`share(handed_over_within 5m) >= 99.5%` · `lost == 0` · `count(duplicated, country=BR) == 0`.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_reports.metrics import (
    COUNTS,
    FILTERS,
    JUDGED_COUNTS,
    LATENCIES,
    SHARES,
    WEBHOOK_ACK,
    WITHIN,
)

Kind = Literal["invariants", "quantile", "share", "count"]

TEXT_MAX = 500
"""A gate is one line."""

_FORMS = (
    "invariants kept, p95(metric) < 2s, share(accepted) > 99%, "
    "share(handed_over_within 5m) >= 99.5%, lost == 0, count(duplicated, flow=otp) == 0"
)
_CALL = re.compile(r"(?P<function>[a-z]+|p\d+(?:\.\d+)?)\((?P<inside>[^()]*)\)")
_LINE = re.compile(r"(?P<left>.+?)\s*(?P<operator><=|>=|==|<|>)\s*(?P<bound>\S+)")
_NAME = re.compile(r"[a-z_]+")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_UNIT_S = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed gate. `bound` is in seconds, a share from 0 to 1, or a count.

    `part` is a quantile's; `within_s` belongs to share(... within D); `chosen` are the filters.
    """

    text: str
    kind: Kind
    metric: str = ""
    operator: str = ""
    bound: float = 0.0
    part: float = 0.0
    within_s: float | None = None
    chosen: dict[str, str] = {}

    @property
    def is_latency(self) -> bool:
        """True for gates whose truth depends on a generator that is on time."""
        return self.kind == "quantile" or self.within_s is not None


def parse_gate(text: str) -> Gate:
    """Return a gate.

    Raises:
        ConfigError: what was found, and what is allowed.
    """
    plain = " ".join(str(text)[:TEXT_MAX].split())
    if plain == "invariants kept":
        return Gate(text=plain, kind="invariants")
    line = _LINE.fullmatch(plain)
    if line is None:
        raise ConfigError(f"gate {plain!r} cannot be read; allowed: {_FORMS}")
    operator, bound = line["operator"], line["bound"]
    called = _CALL.fullmatch(line["left"])
    if called is None:
        if _NAME.fullmatch(line["left"]) is None:
            raise ConfigError(f"gate {plain!r} cannot be read; allowed: {_FORMS}")
        return _count(plain, line["left"], operator, bound)
    function, inside = called["function"], called["inside"]
    if function == "count":
        return _count(plain, inside, operator, bound)
    if function == "share":
        return _share(plain, inside, operator, bound)
    if function.startswith("p"):
        return _quantile(plain, called, operator, bound)
    raise ConfigError(
        f"gate {plain!r}: {function} is no function; known: p50 to p99.9, share, count"
    )


def _quantile(plain: str, called: re.Match[str], operator: str, bound: str) -> Gate:
    metric, chosen = _inside(plain, called["inside"])
    _known(plain, metric, (*LATENCIES, WEBHOOK_ACK))
    if chosen and metric == WEBHOOK_ACK:
        raise ConfigError(f"gate {plain!r}: {metric} takes no filter; a delivery has no flow")
    function = called["function"]
    digits = function[1:]
    part = float(digits) / 100 if digits[:1].isdigit() else 0.0
    if not 0 < part < 1:
        raise ConfigError(f"gate {plain!r}: {function} is no percentile; must be p1 to p99.99")
    _not_equal(plain, operator)
    return Gate(
        text=plain,
        kind="quantile",
        metric=metric,
        operator=operator,
        bound=_time_s(plain, bound),
        part=part,
        chosen=chosen,
    )


def _share(plain: str, inside: str, operator: str, bound: str) -> Gate:
    metric, chosen = _inside(plain, inside)
    name, _, span = metric.partition(" ")
    if name in WITHIN and not span:
        raise ConfigError(f"gate {plain!r}: {name} needs a time, such as {name} 5m")
    _known(plain, name, tuple(WITHIN) if span else (*SHARES, *WITHIN))
    _not_equal(plain, operator)
    found = _SHARE.fullmatch(bound)
    if found is None:
        raise ConfigError(f"gate {plain!r}: {bound!r} must be a share such as 99%")
    share = float(found[1]) / 100
    if share > 1:
        raise ConfigError(f"gate {plain!r}: {bound} is more than 100%")
    return Gate(
        text=plain,
        kind="share",
        metric=name,
        operator=operator,
        bound=share,
        within_s=_time_s(plain, span) if span else None,
        chosen=chosen,
    )


def _count(plain: str, inside: str, operator: str, bound: str) -> Gate:
    metric, chosen = _inside(plain, inside)
    _known(plain, metric, (*JUDGED_COUNTS, *COUNTS))
    if chosen and metric in JUDGED_COUNTS:
        raise ConfigError(f"gate {plain!r}: {metric} takes no filter; it is counted for the run")
    if not bound.isdecimal():
        raise ConfigError(f"gate {plain!r}: {bound!r} must be a whole number such as 0")
    return Gate(
        text=plain,
        kind="count",
        metric=metric,
        operator=operator,
        bound=float(bound),
        chosen=chosen,
    )


def _inside(plain: str, inside: str) -> tuple[str, dict[str, str]]:
    metric, *pairs = [part.strip() for part in inside.split(",")]
    chosen: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = (part.strip() for part in pair.partition("="))
        _known(plain, key, FILTERS)
        if not equals or not value:
            raise ConfigError(f"gate {plain!r}: filter {pair!r} must be written {key}=value")
        if key in chosen:
            raise ConfigError(f"gate {plain!r}: filter {key} is given twice")
        chosen[key] = value
    return metric, chosen


def _time_s(plain: str, text: str) -> float:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ConfigError(f"gate {plain!r}: {text!r} must be a time such as 250ms, 2s or 5m")
    return float(found[1]) * _UNIT_S[found[2]]


def _not_equal(plain: str, operator: str) -> None:
    if operator == "==":
        raise ConfigError(f"gate {plain!r}: only counts are compared by ==; use < <= > >=")


def _known(plain: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise ConfigError(
            f"gate {plain!r}: {word!r} is unknown{nearest(word, words)}; known: {', '.join(words)}"
        )


def nearest(word: str, words: Iterable[str]) -> str:
    """Return "; did you mean ...?" where a known word is near, else nothing."""
    found = get_close_matches(word, list(words), n=1)
    return f"; did you mean {found[0]}?" if found else ""
