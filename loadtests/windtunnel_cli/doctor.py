"""`windtunnel doctor`: one message through a sender, hop by hop."""

import shlex
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from windtunnel.domain.errors import WindtunnelError
from windtunnel.providers import providers_of
from windtunnel_cli import known
from windtunnel_cli.init import SCENARIO
from windtunnel_cli.interrupt import Interrupts
from windtunnel_cli.providers_option import Provider, said_of
from windtunnel_load.adapters import parse_sender
from windtunnel_load.rig.hops import READY, STARTED, Hop, HopError, told
from windtunnel_load.rig.service import ServiceError
from windtunnel_load.rig.setup import Rig
from windtunnel_reports.exits import USAGE

STEADY = "steady"

ADVICE = {
    STARTED: "its last words say what it lacks; `start`, `folder` and `environment` in "
    "sender.yaml say how it is started and what it reads",
    READY: "it must listen where `url` in sender.yaml says: at {port}, which its `environment` "
    "hands on, on 127.0.0.1; `ready` says which path is asked, and for how long",
}
"""What to change where a service does not come up."""


def doctor(
    *,
    sender: Annotated[str, typer.Option(help="sender.yaml, or any other sender")],
    scenario: Annotated[str, typer.Option(help="whose world and message it is")] = STEADY,
    provider: Provider = "",
) -> None:
    """Follow one message through a sender, and say where its way ends and what to change.

    A rehearsal does the same before its load, and ends with the same words.

    Exit status: 0 the message went all the way, 2 it did not.

    Example: windtunnel doctor --sender sender.yaml
    Example: windtunnel doctor --sender sender.yaml --provider ultramsg
    """
    plan = known.planned(scenario, None, providers=providers_of(provider))
    spec = parse_sender(sender)
    folder = Path(tempfile.mkdtemp(prefix="windtunnel-doctor-"))
    rig = Rig(folder, plan, spec)
    interrupts = Interrupts()
    typer.echo(f"One message through {spec.name}, at most 40 s. Ctrl-C ends it.\n")
    with interrupts.held():
        hops = _followed(rig, interrupts)
    typer.echo(told(hops))
    is_through = hops[-1].state != "failed"
    if is_through:
        words = ["windtunnel", "rehearse", _next(sender, scenario), "--sender", sender]
        typer.echo(f"\nnext: {shlex.join([*words, *said_of(provider), '--gate'])}")
    else:
        words = ["windtunnel", "doctor", "--sender", sender]
        words += [] if scenario == STEADY else ["--scenario", scenario]
        words += said_of(provider)
        typer.echo(f"\nlogs: {folder / 'work'}    again: {shlex.join(words)}")
    raise typer.Exit(0 if is_through else USAGE)


def _followed(rig: Rig, interrupts: Interrupts) -> list[Hop]:
    """Return the hops; whatever was started is ended."""
    try:
        with interrupts.open():
            rig.start()
            return rig.arm()
    except ServiceError as error:
        return [
            Hop(
                name=error.hop,
                state="failed",
                said=_first(error),
                shown=_rest(error),
                advice=ADVICE[error.hop],
            )
        ]
    except HopError as error:
        return error.hops
    finally:
        rig.stop()


def _next(sender: str, scenario: str) -> str:
    """Return what to rehearse: what was asked for, or the scenario that `init` wrote beside."""
    beside = Path(sender.removeprefix("http:")).with_name(SCENARIO)
    return str(beside) if scenario == STEADY and beside.is_file() else scenario


def _first(error: WindtunnelError) -> str:
    return str(error).partition("\n")[0].rstrip(":")


def _rest(error: WindtunnelError) -> str:
    return str(error).partition("\n")[2]
