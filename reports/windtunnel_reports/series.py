"""The run over time: counts and waits per second, or per longer step where the run is long."""

import math
from collections import Counter
from collections.abc import Iterable

import msgspec

from windtunnel_reports.funnel import finite
from windtunnel_reports.manifest import Manifest
from windtunnel_reports.metrics import Row

STEPS_MAX = 600
"""More points than a plot can show; a longer run gets longer steps."""

STEPS_S = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the run, `s` seconds after the start of the traffic.

    `wanted` and the waits are by the time a message was wanted; `accepted`, `refused` and
    `handed_over` by the time when that happened. Waits are until hand-over, in s, None: never.
    """

    s: int
    wanted: int
    accepted: int
    refused: int
    handed_over: int
    p50_s: float | None
    p95_s: float | None


def step_of(duration_s: float) -> int:
    """Return the step in seconds with which a run of this length is shown."""
    return next((step for step in STEPS_S if duration_s / step <= STEPS_MAX), STEPS_S[-1])


def seconds(
    rows: Iterable[Row], manifest: Manifest, refused_us: Iterable[int], *, step_s: int
) -> tuple[Second, ...]:
    """Return the run step by step, from its start to its last event."""
    start_s = manifest.start_us / 1e6

    def place(t_s: float) -> int:
        return max(0, math.floor((t_s - start_s) / step_s))

    wanted, accepted, handed = Counter[int](), Counter[int](), Counter[int]()
    waits: dict[int, list[float]] = {}
    for row in rows:
        wanted[place(row.t)] += 1
        waits.setdefault(place(row.t), []).append(row.handed_over)
        if row.accepted < math.inf:
            accepted[place(row.t + row.accepted)] += 1
        if row.handed_over < math.inf:
            handed[place(row.t + row.handed_over)] += 1
    refused = Counter(place(t / 1e6) for t in refused_us)
    count = math.ceil(manifest.duration_us / 1e6 / step_s)
    count = max([count, *(1 + at for by in (accepted, handed, refused) for at in by)])
    return tuple(
        Second(
            s=at * step_s,
            wanted=wanted[at],
            accepted=accepted[at],
            refused=refused[at],
            handed_over=handed[at],
            p50_s=finite(sorted(waits.get(at, [])), 0.5),
            p95_s=finite(sorted(waits.get(at, [])), 0.95),
        )
        for at in range(min(count, 2 * STEPS_MAX))
    )
