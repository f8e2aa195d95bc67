"""`windtunnel report`: judge a run again from its ledger."""

from pathlib import Path
from typing import Annotated

import typer

from windtunnel_cli.verdict import say_verdict
from windtunnel_reports.report import build


def report(
    run: Annotated[Path, typer.Argument(help="the folder of a run")] = Path("reports/out/latest"),
    *,
    gate: Annotated[
        bool | None, typer.Option("--gate/--no-gate", help="let the exit status judge, or not")
    ] = None,
) -> None:
    """Recompute everything that a run shows, from its ledger alone.

    Example: windtunnel report reports/out/latest
    """
    summary = build(run, gated=gate)
    say_verdict(summary, run, status=summary.exit_status)
    raise typer.Exit(summary.exit_status)
