"""The parts of a run without a fault, over which the steady state is computed."""

from collections.abc import Sequence

import msgspec

from windtunnel_reports.manifest import Manifest
from windtunnel_reports.metrics import Metrics

Window = tuple[int, int]
"""From (included) to (excluded), in µs of the planned time."""


def calm_windows(manifest: Manifest, spells: Sequence[Window]) -> tuple[Window, ...]:
    """Return [warm-up end, first fault) and [last heal + recover, end), empty ones left out."""
    begin = manifest.start_us + manifest.warm_up_us
    end = manifest.start_us + manifest.duration_us
    if not spells:
        return ((begin, end),) if begin < end else ()
    first = min(on for on, _ in spells)
    after = max(off for _, off in spells) + manifest.recover_us
    windows = ((begin, min(first, end)), (max(begin, after), end))
    return tuple(window for window in windows if window[0] < window[1])


def within(metrics: Metrics, windows: Sequence[Window]) -> Metrics:
    """Return the metrics of the messages wanted inside the windows.

    The judge's counts belong to the whole run and are left out.
    """
    rows = tuple(
        row
        for row in metrics.rows
        if any(low <= round(row.t * 1e6) < high for low, high in windows)
    )
    acks = tuple(
        ack for ack in metrics.acks if any(low <= ack.t_us < high for low, high in windows)
    )
    return msgspec.structs.replace(metrics, rows=rows, acks=acks, counts={})
