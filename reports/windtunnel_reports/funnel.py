"""How far messages came: from wanted to read, and where the others ended, by group."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from operator import attrgetter

import msgspec

from windtunnel_reports.intervals import quantile
from windtunnel_reports.metrics import FILTERS, Metrics, Row, latencies

STEPS = ("wanted", "offered", "accepted", "handed_over", "delivered", "read")
"""Each holds all that came at least so far."""

ENDS = ("on_its_way", "never", "failed", "not_accepted", "no_api_call", "shed")
"""Where those ended that are not on a handset yet."""

GROUPS_MAX = 200
"""More groups than a page can show; the largest are kept."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One group's funnel; p50 and p95 of time_to_handed_over in s, None where it is never."""

    name: str
    counts: dict[str, int]
    p50_s: float | None
    p95_s: float | None


def funnels(metrics: Metrics, *, wanted: int) -> dict[str, tuple[Group, ...]]:
    """Return the funnel of all messages, and by each of `FILTERS`.

    Args:
        metrics: of the run.
        wanted: messages of the plan, those included that the generator missed.
    """
    whole = _group("all", metrics.rows)
    counts = {**whole.counts, "wanted": max(wanted, whole.counts["wanted"])}
    found: dict[str, tuple[Group, ...]] = {"all": (msgspec.structs.replace(whole, counts=counts),)}
    for name in FILTERS:
        found[name] = _groups(metrics.rows, attrgetter(name))
    return found


def _groups(rows: Iterable[Row], key: Callable[[Row], str]) -> tuple[Group, ...]:
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(key(row) or "free text", []).append(row)
    largest = sorted(by.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:GROUPS_MAX]
    return tuple(_group(name, members) for name, members in largest)


def _group(name: str, rows: Iterable[Row]) -> Group:
    members = list(rows)
    counts: Counter[str] = Counter(dict.fromkeys((*STEPS, *ENDS), 0))
    for row in members:
        counts["wanted"] += 1
        counts["offered"] += not row.is_shed
        counts["accepted"] += row.accepted < math.inf
        counts["handed_over"] += row.handed_over < math.inf
        counts["delivered"] += row.end in {"delivered", "read"}
        counts["read"] += row.end == "read"
        if row.end in ENDS:
            counts[row.end] += 1
    waits = latencies(members, "time_to_handed_over")
    return Group(
        name=name, counts=dict(counts), p50_s=finite(waits, 0.5), p95_s=finite(waits, 0.95)
    )


def finite(ordered: list[float], part: float) -> float | None:
    """Return a quantile rounded to µs, None where there is none or where it is never."""
    value = quantile(ordered, part) if ordered else math.inf
    return None if math.isinf(value) else round(value, 6)


def failures(metrics: Metrics) -> dict[int, int]:
    """Return how many messages failed or were refused for good, by code, most of all first."""
    codes = Counter(row.fail_code for row in metrics.rows if row.fail_code)
    return dict(sorted(codes.items(), key=lambda pair: (-pair[1], pair[0])))
