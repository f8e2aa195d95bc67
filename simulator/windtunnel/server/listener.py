"""The listener at which senders connect: a fault may close it, and opens it again at its end."""

import asyncio
import contextlib
import socket

import uvicorn

from windtunnel.domain.errors import ConfigError
from windtunnel.server.registry import Registry
from windtunnel.server.settings import Settings

BACKLOG = 2_048
AGAIN_S = 0.1
"""How soon binding is tried again where somebody else took the port meanwhile."""


class ListeningServer(uvicorn.Server):
    """uvicorn's server, whose first listener can be closed while those for control stay open.

    Connections that exist are let be, as they are when a real listener goes.
    """

    def __init__(self, config: uvicorn.Config, settings: Settings, registry: Registry) -> None:
        super().__init__(config)
        self.settings = settings
        self.registry = registry
        self._is_wanted = True
        self._opening: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start; where control has a port of its own, faults may close the other one."""
        await super().startup(sockets)
        if self.settings.control_port is not None:
            self.registry.listen = self.listen

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, and open nothing again."""
        if self._opening is not None:
            self._opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._opening
        await super().shutdown(sockets)

    def listen(self, is_open: bool) -> None:
        """Open or close the listener for senders."""
        if is_open == self._is_wanted:
            return
        self._is_wanted = is_open
        if not is_open:
            self.servers[0].close()
        elif self._opening is None or self._opening.done():
            # One that is still at it sees by itself that it is wanted again.
            self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        while self._is_wanted:
            try:
                listener = bind(self.settings)
            except ConfigError:
                await asyncio.sleep(AGAIN_S)
                continue
            self.servers[0] = await loop.create_server(
                self._protocol, sock=listener, backlog=BACKLOG
            )
            break
        if not self._is_wanted:
            self.servers[0].close()

    def _protocol(self) -> asyncio.Protocol:
        config = self.config
        assert isinstance(config.http_protocol_class, type), "loaded at the start"
        return config.http_protocol_class(  # type: ignore[call-arg]
            config=config, server_state=self.server_state, app_state=self.lifespan.state
        )


def bind(settings: Settings) -> socket.socket:
    """Return a socket bound to the settings' address.

    Raises:
        ConfigError: it cannot be bound, most often because the port is in use.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; "
            "choose another with --port, 0 for any free one"
        ) from error
    return listener
