"""`windtunnel rehearse`: one scenario, one sender, real time, an honest verdict."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel_cli import known
from windtunnel_cli.flight.flight import Flight
from windtunnel_cli.flight.folder import make_folder
from windtunnel_cli.flight.load import allow_many_sockets, require_locust
from windtunnel_cli.interrupt import Interrupts
from windtunnel_cli.verdict import say_plan, say_verdict
from windtunnel_load.adapters import parse_sender
from windtunnel_reports.exits import INTERRUPTED
from windtunnel_reports.report import build
from windtunnel_reports.summary import Summary


def rehearse(
    scenario: Annotated[str, typer.Argument(help="a shipped name, or a .yaml file")],
    *,
    sender: Annotated[str, typer.Option(help="see: windtunnel senders list")] = "reference",
    gate: Annotated[bool, typer.Option("--gate", help="let the exit status judge")] = False,
    seed: Annotated[int | None, typer.Option(help="instead of the scenario's own")] = None,
    out: Annotated[Path | None, typer.Option(help="the run's folder (new or empty)")] = None,
) -> None:
    """Rehearse a scenario with a sender, and judge what its customers got.

    Exit status: 0 fine, 1 broken or gate failed (with --gate) or the sender ended by itself (with
    or without it), 2 bad input, 3 the instruments failed, 4 undecided (with --gate), 5 internal
    error, 130 interrupted.

    Example: windtunnel rehearse checkout-rush --sender reference --gate
    """
    _, status = fly(scenario, sender, gated=gate, seed=seed, out=out)
    raise typer.Exit(status)


def fly(
    scenario: str, sender: str, *, gated: bool, seed: int | None = None, out: Path | None = None
) -> tuple[Summary, int]:
    """Run one rehearsal, print its verdict, and return its summary and the exit status.

    Raises:
        ConfigError: a scenario, sender or setting that cannot be used.
    """
    require_locust()
    plan = known.planned(scenario, seed)
    virtual_only = plan.scenario.model.virtual_only
    if virtual_only:
        raise ConfigError(
            f"{scenario} is virtual only: {virtual_only}. Play it with: windtunnel replay "
            f"{scenario} --sender {sender}"
        )
    spec = parse_sender(sender)
    folder = make_folder(f"{plan.scenario.name}-{spec.name.split(':')[0]}", out)
    allow_many_sockets()
    say_plan(plan, spec.name)
    words = ["windtunnel", "rehearse", scenario, "--sender", sender, *(["--gate"] * gated)]
    flight = Flight(folder, plan, spec, gated=gated, command=shlex.join(words))
    interrupts = Interrupts()
    with interrupts.held():
        flight.fly(interrupts)
        summary = build(folder)
        status = INTERRUPTED if interrupts.noted else summary.exit_status
        say_verdict(summary, folder, status=status)
    return summary, status
