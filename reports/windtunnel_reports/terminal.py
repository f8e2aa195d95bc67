"""The verdict for a terminal: plain text that reads well without colour."""

from collections.abc import Iterable

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.story import render_story
from windtunnel_reports.summary import Summary

STORIES_SHOWN = 2
MARKS = {
    "kept": "✓",
    "passed": "✓",
    "broken": "✗",
    "failed": "✗",
    "undecided": "?",
    "untested": "○",
}


def render_text(summary: Summary) -> str:
    """Return the whole verdict as lines."""
    lines = [f"{summary.headline}  {summary.explanation}", ""]
    lines += _gates(summary.gates, "")
    lines += _gates(summary.steady_state, "  steady state, while no fault was on:")
    shown = [v for v in summary.verdicts if v.word != "untested" or (v.required and v.claimed)]
    lines += [render_verdict(found) for found in shown]
    rest = [found.id for found in summary.verdicts if found not in shown]
    if rest:
        lines.append(f"    not claimed by this run: {', '.join(rest)}")
    if any(found.required for found in shown):
        lines.append("    * required by the scenario")
    for story in summary.stories[:STORIES_SHOWN]:
        lines += ["", render_story(story, start_us=summary.manifest.start_us)]
    if len(summary.stories) > STORIES_SHOWN:
        lines.append(f"  ... and {len(summary.stories) - STORIES_SHOWN} more in the report")
    return "\n".join([*lines, *_instruments(summary)])


def _gates(gates: Iterable[GateResult], title: str) -> list[str]:
    every = list(gates)
    if not every:
        return []
    width = max(len(gate.gate) for gate in every)
    lines = [title] if title else []
    for gate in every:
        why = f"  ({gate.why})" if gate.why else ""
        lines.append(
            f"  {MARKS[gate.word]} {gate.word:<9} {gate.gate:<{width}}  {gate.figure}{why}"
        )
    return [*lines, ""]


def render_verdict(found: Verdict) -> str:
    """Return the line of one verdict."""
    tail = found.why or (
        f"{found.broken:,} broken" if found.word == "broken" else f"{found.n:,} tested"
    )
    star = "*" if found.required else " "
    return f"  {MARKS[found.word]} {found.word:<9} {found.id}{star} {found.name}: {tail}"


def _instruments(summary: Summary) -> list[str]:
    found = summary.instruments
    reasons = (*found.ledger, *found.invalid, *found.blurred)
    return ["", "  Instruments:", *[f"    ! {reason}" for reason in reasons]] if reasons else []
