"""Plots: geometry as SVG that stretches, labels as HTML that does not. No script is needed.

The SVG's own coordinates run from 0 to 1000 across and 0 (top) to 1000 (bottom); strokes do not
scale with it, so a plot is as sharp on a telephone as on paper.
"""

import math
from collections.abc import Callable, Sequence
from html import escape
from string import ascii_uppercase

import msgspec

from windtunnel_reports.summary import Spell

SPAN = 1000
TIME_LABELS = 8
STEPS = (1, 2, 5)


class Axis(msgspec.Struct, frozen=True, kw_only=True):
    """A scale: `place` gives a value's height from 0 (bottom) to 1, `ticks` are shown."""

    place: Callable[[float], float]
    ticks: tuple[tuple[float, str], ...]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What the plots of one run share: how long it lasts, and its faults."""

    last_s: float
    spells: tuple[Spell, ...]

    def x(self, second: float) -> float:
        """Return the place of a time, in SVG units."""
        return round(SPAN * min(max(second / self.last_s, 0), 1), 1)


def linear(top: float) -> Axis:
    """Return a scale from 0 to a round number at or above `top`."""
    step = next_round(max(top, 1) / 4)
    high = step * math.ceil(max(top, 1) / step)
    ticks = tuple((step * n, f"{step * n:g}") for n in range(round(high / step) + 1))
    return Axis(place=lambda value: value / high, ticks=ticks)


def logarithmic(low: float, high: float) -> Axis:
    """Return a scale over the decades (of seconds) that hold both values."""
    first = math.floor(math.log10(max(low, 1e-4)))
    last = max(first + 1, math.ceil(math.log10(max(high, 1e-3))))

    def place(value: float) -> float:
        return (math.log10(max(value, 10.0**first)) - first) / (last - first)

    ticks = tuple((10.0**n, _time(10.0**n)) for n in range(first, last + 1))
    return Axis(place=place, ticks=ticks)


def next_round(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, ... at or above a value."""
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (*STEPS, 10):
        if value <= factor * power * (1 + 1e-9):
            return factor * power
    return 10 * power


def line(frame: Frame, axis: Axis, points: Sequence[tuple[float, float | None]], kind: str) -> str:
    """Return a line through (second, value); where there is no value the line has a gap."""
    runs: list[list[str]] = [[]]
    for second, value in points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{frame.x(second):g} {_y(axis, value):g}")
    path = "".join(f"M{'L'.join(run)}" + ("h.1" if len(run) == 1 else "") for run in runs if run)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def area(frame: Frame, axis: Axis, points: Sequence[tuple[float, float]], kind: str) -> str:
    """Return the filled shape under (second, value)."""
    if not points:
        return ""
    tops = "L".join(f"{frame.x(s):g} {_y(axis, value):g}" for s, value in points)
    first, last = frame.x(points[0][0]), frame.x(points[-1][0])
    return f'<path class="{kind}" d="M{first:g} {SPAN}L{tops}L{last:g} {SPAN}Z"/>'


def dots(frame: Frame, axis: Axis, points: Sequence[tuple[float, float]], kind: str) -> str:
    """Return one dot for each (second, value): strokes without length, with round ends."""
    path = "".join(f"M{frame.x(s):g} {round(_y(axis, v)):g}h0" for s, v in points)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def level(axis: Axis, value: float, label: str) -> tuple[str, str]:
    """Return a horizontal line, such as a gate's bound, and its label."""
    y = _y(axis, value)
    if not 0 <= y <= SPAN:
        return "", ""
    drawn = f'<path class="level" d="M0 {y:g}H{SPAN}"/>'
    return drawn, f'<span class="bound" style="top:{y / 10:.1f}%">{escape(label)}</span>'


def canvas(frame: Frame, axis: Axis, *, drawn: str, labels: str, title: str) -> str:
    """Return a whole plot: fault spells, grid, what was drawn, and the labels around it."""
    grid = "".join(f"M0 {_y(axis, value):g}H{SPAN}" for value, _ in axis.ticks)
    values = "".join(
        f'<span class="y" style="top:{_y(axis, value) / 10:.1f}%">{escape(text)}</span>'
        for value, text in axis.ticks
    )
    return (
        f'<div class="plot" role="img" aria-label="{escape(title)}">'
        f'<div class="area">{_bands(frame)}'
        f'<svg viewBox="0 0 {SPAN} {SPAN}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="grid" d="{grid}"/>{drawn}</svg>{values}{_times(frame)}{labels}'
        '<div class="cursor"></div>'
        "</div></div>"
    )


def letter(place: int) -> str:
    """Return the letter that names a fault's spell on the plots: A, B, ... Z, then numbers."""
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Return the key of a plot from (class, words): the stroke tells as much as its colour."""
    return (
        '<div class="legend">'
        + "".join(
            f'<span><svg viewBox="0 0 24 10" aria-hidden="true"><path class="{kind}" '
            f'd="M1 5{"h0" if "dot" in kind else "H23"}"/></svg>{escape(words)}</span>'
            for kind, words in entries
        )
        + "</div>"
    )


def _bands(frame: Frame) -> str:
    found = []
    for place, spell in enumerate(frame.spells):
        left, right = frame.x(spell.from_s) / 10, frame.x(spell.to_s) / 10
        found.append(
            f'<div class="band" style="left:{left:.2f}%;width:{max(0.3, right - left):.2f}%">'
            f"<b>{letter(place)}</b></div>"
        )
    return "".join(found)


def _times(frame: Frame) -> str:
    step = next_round(max(frame.last_s, 1) / TIME_LABELS)
    count = math.floor(frame.last_s / step)
    return "".join(
        f'<span class="x{" odd" if n % 2 else ""}" '
        f'style="left:{frame.x(n * step) / 10:.2f}%">{_time(n * step)}</span>'
        for n in range(count + 1)
    )


def _y(axis: Axis, value: float) -> float:
    return round(SPAN * (1 - axis.place(value)), 1)


def _time(value: float) -> str:
    if value == 0:
        return "0"
    if value < 1:
        return f"{value * 1000:g} ms"
    if value >= 3600 and value % 3600 == 0:  # noqa: PLR2004 - seconds in an hour
        return f"{value / 3600:g} h"
    if value >= 300 and value % 60 == 0:  # noqa: PLR2004 - from five minutes on
        return f"{value / 60:g} min"
    return f"{value:g} s"
