"""`windtunnel rehearse`: one scenario, one sender, real time, an honest verdict."""

import shlex
from pathlib import Path
from typing import Annotated, Literal

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import providers_of
from windtunnel_cli import known
from windtunnel_cli.flight.flight import Flight
from windtunnel_cli.flight.folder import make_folder
from windtunnel_cli.flight.load import allow_many_sockets, require_locust
from windtunnel_cli.flight.ride import RideAlong
from windtunnel_cli.interrupt import Interrupts
from windtunnel_cli.providers_option import Provider, said_of
from windtunnel_cli.verdict import say_plan, say_verdict
from windtunnel_load.adapters import parse_sender
from windtunnel_reports.exits import INTERRUPTED
from windtunnel_reports.report import build
from windtunnel_reports.summary import Summary

Load = Literal["plan", "none"]
DEFAULT = "default"
"""The world that `windtunnel serve` starts."""


def rehearse(
    scenario: Annotated[str, typer.Argument(help="a shipped name, or a .yaml file")],
    *,
    sender: Annotated[str, typer.Option(help="see: windtunnel senders list")] = "reference",
    provider: Provider = "",
    gate: Annotated[bool, typer.Option("--gate", help="let the exit status judge")] = False,
    seed: Annotated[int | None, typer.Option(help="instead of the scenario's own")] = None,
    out: Annotated[Path | None, typer.Option(help="the run's folder (new or empty)")] = None,
    at: Annotated[str | None, typer.Option(help="URL of a simulator that runs already")] = None,
    load: Annotated[Load, typer.Option(help="plan, or none: ride along with traffic")] = "plan",
    world: Annotated[str, typer.Option(help="with --at and --load none: whose traffic")] = DEFAULT,
) -> None:
    """Rehearse a scenario with a sender, and judge what its customers got.

    Exit status: 0 fine, 1 broken or gate failed (with --gate) or the sender ended by itself (with
    or without it), 2 bad input, 3 the instruments failed, 4 undecided (with --gate), 5 internal
    error, 130 interrupted.

    With --provider the scenario is played at other providers than its own; faults that none of
    them has are left out.

    Example: windtunnel rehearse checkout-rush --sender reference --gate
    Example: windtunnel rehearse checkout-rush --provider ultramsg
    """
    if load == "none":
        status = ride(
            scenario, gated=gate, seed=seed, out=out, at=at, world=world, provider=provider
        )
    else:
        _, status = fly(scenario, sender, gated=gate, seed=seed, out=out, at=at, provider=provider)
    raise typer.Exit(status)


def fly(
    scenario: str,
    sender: str,
    *,
    gated: bool,
    seed: int | None = None,
    out: Path | None = None,
    at: str | None = None,
    provider: str = "",
) -> tuple[Summary, int]:
    """Run one rehearsal, print its verdict, and return its summary and the exit status.

    Raises:
        ConfigError: a scenario, sender or setting that cannot be used.
    """
    require_locust()
    providers = providers_of(provider)
    plan = known.planned(scenario, seed, providers=providers)
    spec = parse_sender(sender, has_keys=plan.has_keys)
    if spec.apart_us is not None:
        plan = known.planned(scenario, seed, apart_us=spec.apart_us, providers=providers)
    virtual_only = plan.scenario.model.virtual_only
    if virtual_only:
        raise ConfigError(
            f"{scenario} is virtual only: {virtual_only}. Play it with: windtunnel replay "
            f"{scenario} --sender {sender}"
        )
    folder = make_folder(f"{plan.scenario.name}-{spec.name.split(':')[0]}", out)
    allow_many_sockets()
    say_plan(plan, spec.name)
    words = ["windtunnel", "rehearse", scenario, "--sender", sender, *said_of(provider)]
    words += ["--gate"] * gated + ([] if at is None else ["--at", at])
    flight = Flight(folder, plan, spec, gated=gated, command=shlex.join(words), at=at)
    return _flown(flight, folder)


def ride(
    scenario: str,
    *,
    gated: bool,
    seed: int | None,
    out: Path | None,
    at: str | None,
    world: str,
    provider: str = "",
) -> int:
    """Ride along with traffic that exists, print the verdict, and return the exit status.

    Raises:
        ConfigError: a scenario, server or world that cannot be used, or no traffic.
    """
    plan = known.planned(scenario, seed, providers=providers_of(provider))
    folder = make_folder(f"{plan.scenario.name}-riding-along", out)
    words = ["windtunnel", "rehearse", scenario, "--load", "none", *said_of(provider)]
    words += ["--gate"] * gated
    words += [] if at is None else ["--at", at, "--world", world]
    flight = RideAlong(folder, plan, at=at, world=world, gated=gated, command=shlex.join(words))
    return _flown(flight, folder)[1]


def _flown(flight: Flight | RideAlong, folder: Path) -> tuple[Summary, int]:
    """Fly, print the verdict, and return the summary and the exit status."""
    interrupts = Interrupts()
    with interrupts.held():
        flight.fly(interrupts)
        summary = build(folder)
        status = INTERRUPTED if interrupts.noted else summary.exit_status
        say_verdict(summary, folder, status=status)
    return summary, status
