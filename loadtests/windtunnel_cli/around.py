"""`windtunnel around -- <command>`: your own tests against the fake provider, and a verdict."""

import contextlib
import os
import shlex
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import WebhookSpec, WorldSpec
from windtunnel.providers import load_dialects, providers_of
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.variables import on_top
from windtunnel_cli.flight.folder import make_folder
from windtunnel_cli.interrupt import Interrupted, Interrupts
from windtunnel_cli.providers_option import Provider
from windtunnel_cli.sent import Sent, judge_worlds, say_sent
from windtunnel_load.node import NODE_HELPER
from windtunnel_load.rig.control import ControlClient
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.simulator import SimulatorProcess
from windtunnel_reports.exits import BROKEN, INTERRUPTED, UNDECIDED, USAGE
from windtunnel_scenarios.templates import library

POLL_S = 0.1
LEAVE_S_MAX = 10.0
"""How long a command may take to leave once it is told to."""


def around(
    command: Annotated[list[str], typer.Argument(help="your own test command, after --")],
    *,
    provider: Provider = "",
    profile: Annotated[str, typer.Option(help="how provider and handsets behave")] = "",
    webhook: Annotated[str, typer.Option(help="where your service takes webhooks")] = "",
    seed: Annotated[int, typer.Option(help="all chance comes from it")] = 0,
    out: Annotated[Path | None, typer.Option(help="the run's folder")] = None,
) -> None:
    """Run your own tests against the fake provider, and judge what they sent.

    Every installed provider is there, unless --provider names some.
    Clients with a built-in host are led here too. Each parallel worker can have a world of its
    own: by the pytest fixture windtunnel_world, or by the Node helper that WINDTUNNEL_NODE names.

    Exit status: the worse of your command's own and the verdict's: 1 broken, 2 nothing was sent,
    4 undecided.

    Example: windtunnel around -- npm test
    Example: windtunnel around --provider ultramsg -- npm test
    """
    folder = make_folder(f"around-{Path(command[0]).name}", out)
    spec = replace(_default(provider, webhook), seed=seed, profile=profile)
    interrupts = Interrupts()
    with interrupts.held(), Processes() as processes:
        with interrupts.open():
            control = _start(processes, folder)
            environment = _environment(control, spec)
        status = _run(command, environment, interrupts)
        strays, refused = _strays(control)
        _end_all(control)
        control.close()
    sent = judge_worlds(folder, command=shlex.join(command))
    say_sent(sent, folder, strays=strays, refused=refused)
    if interrupts.noted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(worse(status, sent))


def _default(provider: str, webhook: str) -> WorldSpec:
    """Return the world `default`: of these providers, or of all that are installed."""
    return WorldSpec(
        name="default",
        providers=providers_of(provider) or tuple(load_dialects()),
        templates=library(),
        webhook=WebhookSpec(url=webhook) if webhook else None,
    )


def _start(processes: Processes, folder: Path) -> ControlClient:
    simulator = SimulatorProcess(
        processes,
        folder / "work",
        ledger_root=folder / "ledgers",
        m0_ns=Clock.starting_now().m0_ns,
        intercepts=True,
    )
    return simulator.control


def worse(status: int, sent: Sent) -> int:
    """Return the worse of a command's status and of the verdict on what it sent."""
    judged = BROKEN if sent.is_broken else USAGE if not sent.calls else 0
    if not judged and sent.is_open:
        judged = UNDECIDED
    return max(status if status >= 0 else 128 - status, judged)


def _environment(control: ControlClient, spec: WorldSpec) -> dict[str, str]:
    world = control.create_world(spec)
    told = control.interception()
    assert told is not None, "the simulator was started to intercept"
    ours: dict[str, str] = {
        **world.info["environment"],
        **told["environment"],
        "WINDTUNNEL_CONTROL": control.base_url,
        "WINDTUNNEL_NODE": str(NODE_HELPER),
    }
    return on_top(ours, os.environ)


def _run(command: list[str], environment: dict[str, str], interrupts: Interrupts) -> int:
    """Run a command with our terminal; it gets Ctrl-C as we do, and ends by itself."""
    if interrupts.noted:
        raise Interrupted
    try:
        with subprocess.Popen(command, env={**os.environ, **environment}) as process:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return process.wait(POLL_S)
                if interrupts.last == signal.SIGTERM:
                    end(process)
    except FileNotFoundError as error:
        raise ConfigError(f"{command[0]}: no such command; after -- comes your own") from error
    except OSError as error:
        raise ConfigError(f"{command[0]} cannot be started: {error.strerror}") from error


def end(process: subprocess.Popen[bytes]) -> None:
    """End a command: SIGTERM, which only we got, after LEAVE_S_MAX SIGKILL."""
    process.terminate()
    try:
        process.wait(LEAVE_S_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _strays(control: ControlClient) -> tuple[list[str], dict[str, int]]:
    told = control.interception()
    return control.health()["strays"], {} if told is None else dict(told["refused"])


def _end_all(control: ControlClient) -> None:
    """End every world: what is under way arrives, and each ledger is closed."""
    for world in control.ask("GET", "/control/worlds"):
        route = f"/control/worlds/{world['world']}"
        for method, path in (("POST", "/heal"), ("POST", "/settle"), ("DELETE", "")):
            control.ask(method, route + path)
