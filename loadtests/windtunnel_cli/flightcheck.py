"""`windtunnel flightcheck`: three senders through the same storm, and was that told right?"""

import time
from collections.abc import Iterable, Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from windtunnel_cli.rehearse import fly
from windtunnel_reports.exits import INTERRUPTED
from windtunnel_reports.summary import Summary

ROOT_CAUSES = frozenset({"R01", "R02"})
FAULT = "answer-lost"
SENDERS = ("pywa", "reference", "blind-retry")
FIGURES = {"messages": "intents", "arrived": "arrived", "twice": "duplicated", "lost": "lost"}


def flightcheck(
    scenario: Annotated[str, typer.Argument(help="the storm")] = "checkout-rush",
    *,
    seed: Annotated[int | None, typer.Option(help="instead of the scenario's own")] = None,
) -> None:
    """Fly pywa, reference and blind-retry through one scenario, and check the judge.

    Exits 0 if and only if the pywa run is valid (its verdict is printed as found), the reference
    passes its gates, blind-retry is caught by its root cause, and all three flew the same plan.

    Example: windtunnel flightcheck
    """
    began = time.monotonic()
    summaries: dict[str, Summary] = {}
    for number, sender in enumerate(SENDERS, 1):
        typer.echo(f"\n=== {number} of {len(SENDERS)}: {sender}\n")
        summaries[sender], status = fly(scenario, sender, gated=True, seed=seed)
        if status == INTERRUPTED:
            raise typer.Exit(INTERRUPTED)
    checks = check(summaries)
    _print(summaries, checks)
    typer.echo(f"\n{time.monotonic() - began:.0f} s in all")
    raise typer.Exit(0 if all(ok for _, ok in checks) else 1)


def check(summaries: Mapping[str, Summary]) -> list[tuple[str, bool]]:
    """Return what must hold, and whether it does."""
    blind = summaries["blind-retry"]
    plans = {summary.manifest.plan_digest for summary in summaries.values()}
    return [
        ("the pywa run is valid (its verdict is printed as found)", summaries["pywa"].valid),
        ("reference passes its gates", summaries["reference"].exit_status == 0),
        ("blind-retry is caught: R01 or R02 where an answer was lost", is_caught(blind)),
        ("all three flew the same plan", len(plans) == 1),
    ]


def is_caught(summary: Summary) -> bool:
    """Say whether a run shows the seeded bug: resent after a lost answer, and judged so."""
    return summary.valid and any(
        story.invariant in ROOT_CAUSES and FAULT in story.faults for story in summary.stories
    )


def _print(summaries: Mapping[str, Summary], checks: Iterable[tuple[str, bool]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("sender", "verdict"):
        table.add_column(head)
    for head in (*FIGURES, "exit"):
        table.add_column(head, justify="right")
    for name, summary in summaries.items():
        figures = [f"{summary.counts.get(figure, 0):,}" for figure in FIGURES.values()]
        table.add_row(name, summary.headline, *figures, str(summary.exit_status))
    typer.echo("")
    Console(highlight=False).print(table)
    typer.echo("")
    for text, ok in checks:
        typer.echo(f"  {'✓ yes' if ok else '✗ NO '}  {text}")
