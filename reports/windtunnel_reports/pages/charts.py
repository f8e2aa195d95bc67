"""The two plots of a run: how long each message waited, and how many there were a second."""

import math
from collections.abc import Sequence
from html import escape

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_reports.gate_grammar import parse_gate
from windtunnel_reports.metrics import Row
from windtunnel_reports.pages import plots
from windtunnel_reports.pages.html import code, seconds, section
from windtunnel_reports.pages.words import FAULTS
from windtunnel_reports.summary import Summary

DOTS_MAX = 6_000
"""More dots than this are a cloud that tells nothing and makes the file large."""

PLOTTED = "time_to_handed_over"


def charts(summary: Summary, rows: Sequence[Row]) -> str:
    """Return both plots with the key to the faults."""
    if not summary.seconds or not rows:
        return ""
    last_s = max(1.0, float(summary.seconds[-1].s + summary.step_s))
    frame = plots.Frame(last_s=last_s, spells=summary.spells)
    body = _waits(summary, rows, frame) + _rates(summary, frame) + _faults(summary)
    keys = ("s", "wanted", "accepted", "refused", "handed_over", "p50_s", "p95_s")
    data = [[getattr(each, key) for key in keys] for each in summary.seconds]
    numbers = msgspec.json.encode(data).decode()
    body += (
        f'<script type="application/json" id="seconds" data-last="{last_s:g}" '
        f'data-step="{summary.step_s}">{numbers}</script>'
    )
    return section("Over time", body, note="Point at a plot to read it second by second.")


def _waits(summary: Summary, rows: Sequence[Row], frame: plots.Frame) -> str:
    start_s = summary.manifest.start_us / 1e6
    known = [(row.t - start_s, row.handed_over) for row in rows if row.handed_over < math.inf]
    never = [row.t - start_s for row in rows if row.handed_over == math.inf and row.reachable]
    bounds = _bounds(summary)
    values = [value for _, value in known] + [bound for bound, _ in bounds]
    axis = plots.logarithmic(min(values, default=0.01), max(values, default=1.0))
    drawn, labels = "", ""
    if len(rows) <= DOTS_MAX:
        drawn += plots.dots(frame, axis, known, "dot")
    middle = summary.step_s / 2
    for kind, points in (
        ("p50", [(each.s + middle, each.p50_s) for each in summary.seconds]),
        ("p95", [(each.s + middle, each.p95_s) for each in summary.seconds]),
    ):
        drawn += plots.line(frame, axis, points, kind)
    for bound, text in bounds:
        path, label = plots.level(axis, bound, text)
        drawn, labels = drawn + path, labels + label
    labels += "".join(
        f'<i class="never" style="left:{frame.x(at) / 10:.2f}%">✗</i>' for at in never[:500]
    )
    entries = [("p50", "half of them"), ("p95", "95% of them"), ("dot", "one message")]
    note = f" · ✗ never handed over: {len(never)}" if never else ""
    return _figure(
        "How long a message waited until the provider handed it over",
        f"by the time when it was wanted, logarithmic{note}",
        plots.legend(entries),
        plots.canvas(frame, axis, drawn=drawn, labels=labels, title="Waits over time"),
    )


def _bounds(summary: Summary) -> list[tuple[float, str]]:
    """Return the bounds of gates on what is plotted."""
    found = []
    for result in summary.gates:
        try:
            gate = parse_gate(result.gate)
        except ConfigError:
            continue
        if gate.kind == "quantile" and gate.metric == PLOTTED:
            which = f" {', '.join(gate.chosen.values())}" if gate.chosen else ""
            text = f"gate: p{gate.part * 100:g}{which} {gate.operator} {seconds(gate.bound)}"
            found.append((gate.bound, text))
    return found


def _rates(summary: Summary, frame: plots.Frame) -> str:
    step, every = summary.step_s, summary.seconds
    middle = step / 2
    series = {
        "wanted": [(each.s + middle, each.wanted / step) for each in every],
        "accepted": [(each.s + middle, each.accepted / step) for each in every],
        "refused": [(each.s + middle, each.refused / step) for each in every],
        "handed": [(each.s + middle, each.handed_over / step) for each in every],
    }
    axis = plots.linear(max(value for points in series.values() for _, value in points))
    drawn = plots.area(frame, axis, series["wanted"], "wanted")
    for kind in ("handed", "accepted", "refused"):
        if kind != "refused" or any(value for _, value in series[kind]):
            drawn += plots.line(frame, axis, series[kind], kind)
    entries = [
        ("wanted thick", "wanted"),
        ("accepted", "API calls accepted"),
        ("handed", "handed over"),
        ("refused", "API calls refused"),
    ]
    return _figure(
        "Messages and API calls a second",
        "",
        plots.legend(entries),
        plots.canvas(frame, axis, drawn=drawn, labels="", title="Messages a second"),
    )


def _figure(title: str, note: str, legend: str, canvas: str) -> str:
    return (
        f'<figure><figcaption><b>{escape(title)}</b> <span class="soft">{escape(note)}</span>'
        f"{legend}</figcaption>{canvas}"
        '<div class="readout" aria-live="polite">&nbsp;</div></figure>'
    )


def _faults(summary: Summary) -> str:
    if not summary.spells:
        return '<p class="soft">No fault was on during this run.</p>'
    items = "".join(
        f"<li><b>{plots.letter(place)}</b> {escape(FAULTS.get(spell.fault, spell.fault))} "
        f"{code(spell.fault)} <span class=soft>{spell.from_s:.0f} s to {spell.to_s:.0f} s"
        f"{escape(f' · {spell.target}') if spell.target else ''}</span></li>"
        for place, spell in enumerate(summary.spells)
    )
    return f'<ul class="faults">{items}</ul>'
