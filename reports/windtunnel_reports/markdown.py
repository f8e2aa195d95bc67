"""summary.md: for a pull request or a job summary; far below the platforms' 1 MB, under 100 KB."""

from windtunnel_reports.story import render_story
from windtunnel_reports.summary import Summary

BYTES_MAX = 100_000
STORIES_SHOWN = 3
MARKS = {
    "kept": "✅ kept",
    "broken": "❌ broken",
    "undecided": "❔ undecided",
    "untested": "➖ untested",
    "passed": "✅ passed",
    "failed": "❌ failed",
}


def render_markdown(summary: Summary) -> str:
    """Return the summary as GitHub-flavoured Markdown."""
    manifest = summary.manifest
    parts = [
        f"# {summary.headline}: {manifest.sender} in {manifest.scenario}",
        summary.explanation,
        f"Exit status {summary.exit_status} · seed {manifest.seed} · plan "
        f"`{manifest.plan_digest}` · {summary.counts['intents']} messages",
    ]
    if summary.gates:
        rows = [
            f"| `{_cell(g.gate)}` | {MARKS[g.word]} | {_cell(g.figure)} | {_cell(g.why)} |"
            for g in summary.gates
        ]
        parts.append("\n".join(["| gate | verdict | figure | why |", "|---|---|---|---|", *rows]))
    claimed = [v for v in summary.verdicts if v.word != "untested" or v.required]
    rows = [
        f"| {v.id} {v.name}{' (required)' if v.required else ''} | {MARKS[v.word]} | {v.n} | "
        f"{_cell(v.why)} |"
        for v in claimed
    ]
    parts.append("\n".join(["| invariant | verdict | tested | why |", "|---|---|---|---|", *rows]))
    rest = [f"{v.id} {v.name}" for v in summary.verdicts if v not in claimed]
    if rest:
        parts.append(f"Not claimed by this run: {', '.join(rest)}.")
    stories = [f"```text\n{render_story(s)}\n```" for s in summary.stories[:STORIES_SHOWN]]
    if stories:
        parts += [f"## What happened ({len(summary.stories)} messages)", *stories]
    if summary.next_steps:
        parts += ["## Next", "\n".join(f"- {step}" for step in summary.next_steps)]
    text = "\n\n".join(parts) + "\n"
    return text.encode()[:BYTES_MAX].decode("utf-8", "ignore")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
