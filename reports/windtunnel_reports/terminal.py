"""The verdict for a terminal: plain text that reads well without colour."""

from windtunnel_reports.story import render_story
from windtunnel_reports.summary import Summary

STORIES_SHOWN = 2
MARKS = {
    "kept": "✓",
    "passed": "✓",
    "broken": "✗",
    "failed": "✗",
    "undecided": "?",
    "untested": "·",
}


def render_text(summary: Summary) -> str:
    """Return the whole verdict as lines."""
    lines = [f"{summary.headline}  {summary.explanation}", ""]
    width = max((len(gate.gate) for gate in summary.gates), default=0)
    for gate in summary.gates:
        why = f"  ({gate.why})" if gate.why else ""
        lines.append(
            f"  {MARKS[gate.word]} {gate.word:<9} {gate.gate:<{width}}  {gate.figure}{why}"
        )
    if summary.gates:
        lines.append("")
    for verdict in summary.verdicts:
        if verdict.word == "untested" and not verdict.required:
            continue
        tail = verdict.why or (
            f"{verdict.broken} broken" if verdict.word == "broken" else f"{verdict.n} tested"
        )
        star = "*" if verdict.required else " "
        lines.append(
            f"  {MARKS[verdict.word]} {verdict.word:<9} {verdict.id}{star} {verdict.name}: {tail}"
        )
    rest = [v.id for v in summary.verdicts if v.word == "untested" and not v.required]
    if rest:
        lines.append(f"    not claimed by this run: {', '.join(rest)}")
    if any(verdict.required for verdict in summary.verdicts):
        lines.append("    * required by the scenario")
    for story in summary.stories[:STORIES_SHOWN]:
        lines += ["", render_story(story)]
    if len(summary.stories) > STORIES_SHOWN:
        lines.append(f"  ... and {len(summary.stories) - STORIES_SHOWN} more in the report")
    return "\n".join([*lines, *_instrument_lines(summary)])


def _instrument_lines(summary: Summary) -> list[str]:
    instruments = summary.instruments
    reasons = (*instruments.ledger, *instruments.invalid, *instruments.blurred)
    return ["", "  Instruments:", *[f"    ! {reason}" for reason in reasons]] if reasons else []
