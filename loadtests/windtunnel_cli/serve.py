"""`windtunnel serve`: a fake provider on a local port, ready to paste."""

import shlex
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import WebhookSpec, WorldSpec
from windtunnel.providers import load_dialects, providers_of
from windtunnel.runtime.clock import Clock
from windtunnel.server.settings import Settings
from windtunnel_cli.interception import say_interception
from windtunnel_cli.interrupt import Interrupted
from windtunnel_cli.providers_option import Provider
from windtunnel_cli.trying import SENDS, TRY_TO, names_of
from windtunnel_load.rig.control import ControlClient
from windtunnel_load.rig.process import Process, ProcessError
from windtunnel_load.rig.processes import Processes
from windtunnel_scenarios.templates import LIBRARY

READY_S_MAX = 30.0
INTERCEPT_PORT = 8471
WAIT_S = 3_600.0
DEFAULT = "meta"
"""The provider that comes first, whose numbers and tokens are called `main`."""

GUARDED = '-H "X-Windtunnel-Token: $WINDTUNNEL_CONTROL_TOKEN" '
"""For the examples: the token itself is not printed."""


def serve(
    *,
    port: Annotated[
        int, typer.Option(envvar="WINDTUNNEL_PORT", help="0 takes any free one")
    ] = 8470,
    provider: Provider = "",
    profile: Annotated[str, typer.Option(help="how provider and handsets behave")] = "",
    webhook: Annotated[str, typer.Option(help="where webhooks go, on this machine")] = "",
    seed: Annotated[int, typer.Option(help="all chance comes from it")] = 0,
    out: Annotated[Path | None, typer.Option(help="where the ledger goes")] = None,
    intercept: Annotated[
        bool, typer.Option("--intercept", help="answer the real host names, too, over TLS")
    ] = False,
    intercept_port: Annotated[
        int, typer.Option(help="the port for that; 0 takes any free one")
    ] = INTERCEPT_PORT,
) -> None:
    """Serve a fake Cloud API, and a fake UltraMsg beside it, until Ctrl-C.

    Every installed provider is served, unless --provider names some.

    The variables of docs/settings.md hold here too: host, control token, base URL and so on.
    With --intercept, clients whose host is built in are led here by variables that it prints.

    Example: windtunnel serve --port 8470 --webhook http://127.0.0.1:8000/webhook
    Example: windtunnel serve --intercept
    Example: windtunnel serve --provider ultramsg
    """
    settings = Settings.from_environment(
        port=port, intercept_port=intercept_port if intercept else None
    )
    root = (out or Path(tempfile.mkdtemp(prefix="windtunnel-serve-"))).resolve()
    _serve(replace(_default(provider, webhook), seed=seed, profile=profile), settings, root)


def _serve(spec: WorldSpec, settings: Settings, root: Path) -> None:
    try:
        with Processes() as processes:
            process = _start(processes, root, settings)
            _make_world(spec, settings, root, process)
            while process.wait(WAIT_S) is None:
                pass
            raise ConfigError(f"the simulator ended by itself:\n{process.tail()}")
    except Interrupted:
        typer.echo("\nstopped; the ledger is whole")


def _default(provider: str, webhook: str) -> WorldSpec:
    """Return the world `default`: of these providers or all, the one of `main` first."""
    every = tuple(sorted(load_dialects(), key=lambda name: name != DEFAULT))
    providers = providers_of(provider) or every
    return WorldSpec(
        name="default",
        providers=providers,
        templates=LIBRARY,
        webhook=WebhookSpec(url=webhook) if webhook else None,
    )


def _start(processes: Processes, root: Path, settings: Settings) -> Process:
    ready = root / "ready.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "windtunnel.server", "--port", str(settings.port)]
    command += ["--ready-file", str(ready), "--ledger-root", str(root / "ledger")]
    command += ["--m0-ns", str(Clock.starting_now().m0_ns)]
    if settings.intercept_port is not None:
        command += ["--intercept-port", str(settings.intercept_port)]
    return processes.start("the simulator", command, log=root / "simulator.log")


def _make_world(spec: WorldSpec, settings: Settings, root: Path, process: Process) -> None:
    """Make the world, and say all that whoever uses it must know."""
    control = _control(root, process, token=settings.control_token)
    info = control.create_world(spec).info
    _say(info, has_token=bool(settings.control_token))
    told = control.interception()
    if told is not None:
        say_interception(told, root)
    control.close()
    typer.echo(f"\nControl API: {info['base_url']}/control/docs")
    typer.echo(f"ledger: {root / 'ledger'}    Ctrl-C stops")


def _control(root: Path, process: Process, *, token: str) -> ControlClient:
    try:
        raw = process.wait_for_file(root / "ready.json", READY_S_MAX)
    except ProcessError as error:
        raise ConfigError(process.tail().strip().removeprefix("error: ") or str(error)) from error
    return ControlClient(str(msgspec.json.decode(raw)["base_url"]), token=token)


def _say(info: dict[str, Any], *, has_token: bool) -> None:
    base = str(info["base_url"])
    environment: dict[str, str] = info["environment"]
    names = names_of([each["name"] for each in info["providers"]])
    typer.echo(f"A fake {names} is at {base}; nobody real can be reached.\n")
    typer.echo("Paste this where your sender starts:\n")
    for name, value in environment.items():
        typer.echo(f"  export {name}={shlex.quote(str(value))}")
    _say_first_send(info, has_token=has_token)
    if info["webhook"] is None:
        typer.echo(
            "\nWebhooks: nobody gets them yet; --webhook URL says where your sender listens"
        )


def _say_first_send(info: dict[str, Any], *, has_token: bool) -> None:
    """Say how a first message is sent and seen; nothing where no provider's sends are known."""
    first = next((each for each in info["providers"] if each["name"] in SENDS), None)
    if first is None:
        return
    base = str(info["base_url"])
    number = next(each["id"] for each in info["numbers"] if each["provider"] == first["name"])
    typer.echo("\nTry it:\n")
    typer.echo(f"  {SENDS[first['name']](base, number, first['token'])}")
    typer.echo("\nSee what arrived on that customer's phone:\n")
    key = GUARDED if has_token else ""
    typer.echo(
        f"  curl -s {key}'{base}/control/worlds/default/handsets/{TRY_TO}/messages?wait=10s'"
    )
