"""summary.md: for a pull request or a job summary, under 100 KB whatever the run holds."""

import re
from collections.abc import Iterable, Sequence

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.funnel import STEPS, Group
from windtunnel_reports.gates import GateResult
from windtunnel_reports.story import render_story
from windtunnel_reports.summary import Summary

BYTES_MAX = 100_000
STORIES_SHOWN = 3
PART_BYTES_MAX = 30_000
"""One table or story longer than this is left out, and the text says so."""

MARKS = {
    "kept": "✅ kept",
    "broken": "❌ broken",
    "undecided": "❔ undecided",
    "untested": "➖ untested",
    "passed": "✅ passed",
    "failed": "❌ failed",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render_markdown(summary: Summary) -> str:
    """Return the summary as GitHub-flavoured Markdown."""
    manifest = summary.manifest
    parts = [
        f"# {summary.headline}: {escape(manifest.sender)} in {escape(manifest.scenario)}",
        escape(summary.explanation),
        *_steps(summary),
        *_gates("Gates", summary.gates),
        *_gates("Steady state, while no fault was on", summary.steady_state),
        _invariants(summary.verdicts),
        *_stories(summary),
        "## How far they came",
        _funnel(_groups(summary)),
        *_instruments(summary),
        f"Exit status {summary.exit_status} · seed {manifest.seed} · plan "
        f"{_code(manifest.plan_digest)} · {summary.counts['intents']:,} messages · "
        f"{summary.counts['attempts']:,} API calls",
    ]
    return _bounded(parts)


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _bounded(parts: Sequence[str]) -> str:
    """Join parts; one that is too long, or for which no room is left, is named instead."""
    left = "*(left out here: too long; it stands in report.html)*"
    text, room = "", BYTES_MAX - 1_000
    for part in parts:
        size = len(part.encode())
        chosen = part if size <= min(PART_BYTES_MAX, room) else left
        text += chosen + "\n\n"
        room = max(0, room - len(chosen.encode()) - 2)
    return text.rstrip("\n") + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0) -> str:
    rule = ["---"] * (len(head) - numbers) + ["--:"] * numbers
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(text: str) -> str:
    plain = " ".join(text.split()).replace("`", "'").replace("|", "\\|")
    return f"`{plain}`"


def _steps(summary: Summary) -> list[str]:
    steps = []
    for step in summary.next_steps:
        text, colon, command = step.partition(": windtunnel ")
        said = f": {_code(f'windtunnel {command}')}" if colon else ""
        steps.append(f"- {escape(text)}{said}")
    return ["**Next**\n" + "\n".join(steps)] if steps else []


def _gates(title: str, gates: Sequence[GateResult]) -> list[str]:
    rows = [
        (MARKS[gate.word], _code(gate.gate), escape(gate.figure), escape(gate.why))
        for gate in gates
    ]
    return [f"## {title}", _table(("verdict", "gate", "measured", "why"), rows)] if rows else []


def _invariants(verdicts: Sequence[Verdict]) -> str:
    shown = [v for v in verdicts if v.word != "untested" or (v.required and v.claimed)]
    rows = [
        (
            MARKS[found.word],
            f"{found.id} {escape(found.name)}{' (required)' if found.required else ''}",
            escape(found.why or (f"broken {found.broken:,} times" if found.broken else "")),
            f"{found.n:,}",
        )
        for found in shown
    ]
    text = _table(("verdict", "invariant", "why", "tested"), rows, numbers=1)
    rest = [f"{found.id} {escape(found.name)}" for found in verdicts if found not in shown]
    claimed = f"\n\nNot claimed by this run: {', '.join(rest)}." if rest else ""
    return f"## Invariants\n\n{text}{claimed}"


def _stories(summary: Summary) -> list[str]:
    every = summary.stories
    if not every:
        return []
    start_us = summary.manifest.start_us
    told = [
        f"```text\n{render_story(story, start_us=start_us).replace('```', '···')}\n```"
        for story in every[:STORIES_SHOWN]
    ]
    said = "1 message" if len(every) == 1 else f"{len(every):,} messages"
    return [f"## What happened ({said})", *told]


def _groups(summary: Summary) -> tuple[Group, ...]:
    providers = summary.funnel["provider"] if len(summary.funnel["provider"]) > 1 else ()
    return (
        *summary.funnel["all"],
        *providers,
        *summary.funnel["flow"],
        *summary.funnel["country"],
    )


def _funnel(groups: Sequence[Group]) -> str:
    head = ("", *(step.replace("_", " ") for step in STEPS))
    rows = [
        (escape(group.name), *(f"{group.counts[step]:,}" for step in STEPS)) for group in groups
    ]
    return _table(head, rows, numbers=len(STEPS))


def _instruments(summary: Summary) -> list[str]:
    found = summary.instruments
    reasons = (*found.ledger, *found.invalid, *found.blurred)
    if not reasons:
        return []
    return ["## Instruments", "\n".join(f"- {escape(reason)}" for reason in reasons)]
