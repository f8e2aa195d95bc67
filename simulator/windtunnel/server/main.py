"""Starting a server from the command line: `python -m windtunnel.server`."""

import argparse
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import uvicorn

from windtunnel.domain.errors import ConfigError
from windtunnel.server.app import App, create_app
from windtunnel.server.listener import BACKLOG, ListeningServer, bind
from windtunnel.server.protocol import WireProtocol
from windtunnel.server.settings import Settings, hosts_of

KEEP_ALIVE_S = 75
SHUTDOWN_S = 3
"""How long answers that are held or late may delay the end."""

GC_THRESHOLD = 200_000
"""Messages live for seconds to minutes; looking at them again and again took half of the time."""

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
_EPILOG = """\
example:
  python -m windtunnel.server --port 8470 --ledger-root ledgers
  curl -X POST http://127.0.0.1:8470/control/worlds -H 'content-type: application/json' -d '{}'
  open http://127.0.0.1:8470/control/docs
"""


class Server(ListeningServer):
    """The server of a process of its own, which says when it is ready."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write the ready file."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_THRESHOLD, 50, 100)
        if self.settings.ready_file is not None and self.started:
            _write_ready(self.settings.ready_file, self.settings, self.registry.m0_ns)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    try:
        server, listeners = _make_server(read_settings(arguments))
    except ConfigError as error:
        sys.stderr.write(f"error: {error}\n")
        return EXIT_USAGE
    settings = server.settings
    signal.signal(signal.SIGTERM, _leave)
    sys.stderr.write(
        f"windtunnel serves {settings.url}, control at {settings.control_url}/control/docs\n"
    )
    try:
        server.run(sockets=listeners)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return 0


def _make_server(settings: Settings) -> tuple[Server, list[socket.socket]]:
    """Return a server with all that it needs before it starts, and the sockets it listens at."""
    listeners = bind_all(settings)
    port, *control = (listener.getsockname()[1] for listener in listeners)
    settings = replace(settings, port=port, control_port=control[0] if control else None)
    door = None
    if settings.intercept_port is not None:
        door = bind(replace(settings, port=settings.intercept_port), option="--intercept-port")
        settings = replace(settings, intercept_port=door.getsockname()[1])
    app = create_app(settings)
    return Server(configure(app), settings, app.registry, door), listeners


def configure(app: App) -> uvicorn.Config:
    """Return uvicorn's configuration: nothing that the hot path does not need."""
    return uvicorn.Config(
        app,
        loop=loop_name(),
        http=WireProtocol,
        ws="none",
        interface="asgi3",
        lifespan="on",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        log_level="warning",
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


def loop_name() -> str:
    """Return "uvloop" where it is installed."""
    try:
        import uvloop  # noqa: F401, PLC0415 - absent on some systems
    except ImportError:
        return "asyncio"
    return "uvloop"


def bind_all(settings: Settings) -> list[socket.socket]:
    """Return the sockets to listen at: the one for senders, and one for control if asked for.

    Raises:
        ConfigError: one cannot be bound.
    """
    found = [bind(settings)]
    if settings.control_port is not None:
        try:
            found.append(bind(replace(settings, port=settings.control_port)))
        except ConfigError:
            found[0].close()
            raise
    return found


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """Return the settings of the environment with those of the command line on top.

    Raises:
        ConfigError: a value is not possible.
    """
    parser = argparse.ArgumentParser(
        prog="python -m windtunnel.server",
        description="A WhatsApp provider that behaves like the real one, on a local port.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", help="address to bind; another than loopback needs a control token")
    add("--port", type=int, help="TCP port, 0 for any free one (default 8470)")
    add("--control-port", type=int, help="one more TCP port, open while a fault closes --port")
    add("--intercept-port", type=int, help="one more TCP port: the real host names, over TLS")
    add("--authority", type=Path, metavar="DIR", help="where that port's certificates are kept")
    add("--ledger-root", type=Path, metavar="DIR", help="where ledgers go (default: temporary)")
    add("--ready-file", type=Path, metavar="FILE", help="written as JSON when the server answers")
    add("--control-token", help="what X-Windtunnel-Token must hold (better: the environment)")
    add("--base-url", help="how clients reach this server, if not by host and port")
    add("--shard", type=int, help="this process's two digits in every id (default 0)")
    add("--m0-ns", type=int, help="CLOCK_MONOTONIC at harness time 0 (default: now)")
    add("--scale", type=float, help="harness seconds per second of the wall (default 1)")
    add(
        "--webhook-hosts",
        type=hosts_of,
        metavar="HOST,...",
        help="hosts beside loopback for webhooks",
    )
    return Settings.from_environment(**vars(parser.parse_args(arguments)))


def _leave(_number: int, _frame: object) -> None:
    """End in order when uvicorn, done with its own end, passes the signal on."""
    raise SystemExit(0)


def _write_ready(path: Path, settings: Settings, m0_ns: int) -> None:
    """Write the ready file at once or not at all."""
    ready = {
        "port": settings.port,
        "pid": os.getpid(),
        "base_url": settings.url,
        "control_url": settings.control_url,
        "m0_ns": m0_ns,
        "intercept_port": settings.intercept_port,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(ready))
    partial.replace(path)
