"""Plots as inline SVG: no script, no network, sharp on paper."""

import math
from collections.abc import Sequence
from html import escape

from windtunnel_reports.summary import Second, Spell

WIDTH, HEIGHT = 900, 220
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 18, 26
LINES = ("one", "two", "three")
TICKS = 5


def plot(
    seconds: Sequence[Second],
    series: Sequence[tuple[str, Sequence[float | None]]],
    spells: Sequence[Spell],
    *,
    unit: str,
) -> str:
    """Return a line plot over the seconds of a run; fault spells are shaded and named."""
    last = max(len(seconds) - 1, 1)
    top = max((v for _, values in series for v in values if v is not None), default=1.0)
    top = _round_up(top or 1.0)
    body = [_grid(top, last, unit), *(_spell(spell, last) for spell in spells)]
    for place, (_, values) in enumerate(series):
        body += _line(values, last, top, LINES[place])
    names = ", ".join(name for name, _ in series)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(names)} over time">'
        f"{''.join(body)}</svg>"
    )


def legend(names: Sequence[str]) -> str:
    """Return the key of a plot: the line's dashes tell as much as its colour."""
    return "".join(
        f'<span class="key {LINES[place]}"></span>{escape(name)}'
        for place, name in enumerate(names)
    )


def _x(second: float, last: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(max(second, 0), last) / last


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value, top) / top


def _grid(top: float, last: int, unit: str) -> str:
    parts = []
    for tick in range(TICKS):
        value = top * tick / (TICKS - 1)
        y = _y(value, top)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    step = max(1, _round_up(last / 8))
    second = 0.0
    while second <= last:
        parts.append(
            f'<text x="{_x(second, last):.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
            f"{second:g} s</text>"
        )
        second += step
    parts.append(f'<text x="{LEFT}" y="12">{escape(unit)}</text>')
    return "".join(parts)


def _spell(spell: Spell, last: int) -> str:
    left, right = _x(spell.from_s, last), _x(spell.to_s, last)
    return (
        f'<rect class="spell" x="{left:.1f}" width="{max(1.0, right - left):.1f}" y="{TOP}" '
        f'height="{HEIGHT - TOP - BOTTOM}"/>'
        f'<text x="{left + 4:.1f}" y="{TOP + 12}">{escape(spell.fault)}</text>'
    )


def _line(values: Sequence[float | None], last: int, top: float, kind: str) -> list[str]:
    """Return the polylines of one series; a gap stays a gap."""
    runs: list[list[str]] = [[]]
    for second, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_x(second, last):.1f},{_y(value, top):.1f}")
    return [f'<polyline class="{kind}" points="{" ".join(run)}"/>' for run in runs if run]


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, ... at or above a value."""
    power = 10 ** math.floor(math.log10(value))
    for factor in (1, 2, 4, 5, 8, 10):
        if value <= factor * power:
            return float(factor * power)
    return float(10 * power)
