"""What a person reads before a run and after it."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from windtunnel_reports.summary import Summary
from windtunnel_reports.terminal import render_text
from windtunnel_scenarios import Plan, apart_said

STYLES = {
    "KEPT": "bold green",
    "BROKEN": "bold red",
    "FAILED": "bold red",
    "INVALID": "bold magenta",
    "UNDECIDED": "bold yellow",
    "INTERRUPTED": "bold yellow",
    "✓": "green",
    "✗": "bold red",
    "?": "yellow",
    "!": "magenta",
}


def left_out(plan: Plan) -> str:
    """Return the faults that are left out of a plan, and why."""
    cast = plan.cast
    return f"{', '.join(cast.left_out)}, unknown at {' and '.join(cast.providers)}"


def say_plan(plan: Plan, sender: str) -> None:
    """Say what is about to happen, and how long it takes."""
    seconds = plan.duration_us / 1e6
    most = seconds + 2 * plan.drain_us / 1e6
    console = page()
    console.print(f"{plan.scenario.name}: {plan.scenario.question}", markup=False)
    console.print(
        f"{_count(len(plan.intents), 'message')} in {seconds:g} s through {sender}, "
        f"{_count(len(plan.world.timeline), 'fault')}, seed {plan.seed}; at most {most:.0f} s. "
        "Ctrl-C ends it early, with a report.",
        markup=False,
    )
    if plan.cast.left_out:
        console.print(f"Left out: {left_out(plan)}.", markup=False)
    if plan.apart_us is not None:
        console.print(
            f"Its calls bear no marker, so customers: {apart_said(plan.apart_us)}.", markup=False
        )
    console.print()


def say_verdict(summary: Summary, folder: Path, *, status: int) -> None:
    """Say how it went, where the report lies and what to do next."""
    console = page()
    for line in render_text(summary).split("\n"):
        console.print(painted(line))
    shown = short(folder)
    console.print(
        f"\nreport: {shown / 'report.html'}  (also summary.json, junit.xml, summary.md)",
        markup=False,
    )
    for step in summary.next_steps:
        console.print(f"next:   {step}", markup=False)
    if status == 0 and summary.headline in {"BROKEN", "FAILED", "UNDECIDED"}:
        console.print("exit:   0, because --gate was not given")


def page() -> Console:
    """Return where it is said: lines break at words on a terminal, and nowhere in a log."""
    console = Console(highlight=False)
    console.soft_wrap = not console.is_terminal
    return console


def painted(line: str) -> Text:
    """Return a line of the verdict with its first word in its colour."""
    text = Text(line)
    word = line.split(maxsplit=1)[:1]
    if word and word[0] in STYLES:
        start = line.index(word[0])
        text.stylize(STYLES[word[0]], start, start + len(word[0]))
    return text


def short(folder: Path) -> Path:
    """Return a path as seen from here, where that is shorter."""
    try:
        return folder.relative_to(Path.cwd())
    except ValueError:
        return folder


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"
