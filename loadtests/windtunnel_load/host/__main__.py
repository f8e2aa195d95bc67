"""`python -m windtunnel_load.host CONFIG.json`: host one sender until it is told to close."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import uvicorn

from windtunnel.domain.errors import ConfigError
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.host.app import HostApp
from windtunnel_load.host.config import HostConfig, HostReady, write_ready
from windtunnel_load.host.hosted import Hosted, SenderEndedError
from windtunnel_load.world import HostWorld

USAGE, ENDED = 2, 1
KEEP_ALIVE_S = 3_600
"""Who asks keeps connections for as long as a run takes: one that we closed just when it is used
again would lose a message that never came here."""


async def serve(config: HostConfig) -> None:
    """Host the sender that a config names, until POST /close.

    Raises:
        SenderEndedError: its program ended by itself, or said what nobody understands.
        ConfigError: there is no such sender, or it is none.
    """
    hosted = Hosted(config)
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    port = listener.getsockname()[1]
    writer = SegmentWriter(Path(config.ledger), config.writer)
    world = HostWorld(
        credentials=config.credentials,
        routes=config.routes,
        webhook_url=webhook_url(config, port),
        clock=Clock(config.m0_ns, config.scale),
        writer=writer,
        seed=config.seed,
        store_root=Path(config.store),
    )
    try:
        sender = hosted.make(world, lambda: setattr(server, "should_exit", True))
        app = HostApp(sender, world.report, lambda: setattr(server, "should_exit", True))
        server = _server(app)
        ready = HostReady(
            port=port,
            pid=os.getpid(),
            policy=msgspec.to_builtins(sender.policy),
            digest=hosted.digest,
        )
        write_ready(config.ready_file, ready)
        await server.serve(sockets=[listener])
    finally:
        await world.close()
    if hosted.problem:
        raise SenderEndedError(hosted.problem)


def webhook_url(config: HostConfig, port: int) -> str:
    """Return where webhooks arrive; those of several providers each at a path below it."""
    base = f"http://127.0.0.1:{port}/webhook"
    return base if len(config.credentials) > 1 else f"{base}/{next(iter(config.credentials), '')}"


def _server(app: HostApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_S,
        )
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - absent on some systems
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def main() -> int:
    """Run the host; a sender that cannot be hosted is said in the ready file, with status 2."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    config = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=HostConfig)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(config))
    except ConfigError as error:
        write_ready(config.ready_file, HostReady(error=str(error)))
        sys.stderr.write(f"{error}\n")
        return USAGE
    except SenderEndedError as error:
        sys.stderr.write(f"{error}\n")
        return ENDED
    return 0


if __name__ == "__main__":
    sys.exit(main())
