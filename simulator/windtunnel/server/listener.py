"""The listener at which senders connect: a fault may close it, and opens it again at its end."""

import asyncio
import contextlib
import socket
from dataclasses import replace

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

    def __init__(
        self,
        config: uvicorn.Config,
        settings: Settings,
        registry: Registry,
        door: socket.socket | None = None,
    ) -> None:
        super().__init__(config)
        self._door = door
        self.settings = settings
        self.registry = registry
        self._is_wanted = True
        self._opening: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start; where control has a port of its own, faults may close the other one."""
        await super().startup(sockets)
        if self._door is not None and self.registry.interception is not None:
            self.registry.interception.open(self._door, self._protocol_of)
        if self.settings.control_port is not None:
            self.registry.listen = self.listen

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, and open nothing again."""
        self._is_wanted, self.registry.listen = False, None
        if self._opening is not None:
            self._opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._opening
        if self.registry.interception is not None:
            await self.registry.interception.close()
        await super().shutdown(sockets)

    def listen(self, is_open: bool) -> None:
        """Open or close the listener for senders."""
        if is_open == self._is_wanted:
            return
        self._is_wanted = is_open
        if is_open:
            opening = self._open(self._opening)
            self._opening = asyncio.get_running_loop().create_task(opening)
        else:
            self._close()

    def _close(self) -> None:
        self.servers[0].close()
        if self.registry.interception is not None:
            self.registry.interception.shut()

    async def _open(self, before: asyncio.Task[None] | None) -> None:
        """Open all there is, once an earlier opening is over: two would fight for the port."""
        if before is not None:
            await asyncio.wait({before})
            self._close()
        loop = asyncio.get_running_loop()
        listener = await self._bound(self.settings)
        if listener is not None:
            self.servers[0] = await loop.create_server(
                self._protocol, sock=listener, backlog=BACKLOG
            )
        interception, port = self.registry.interception, self.settings.intercept_port
        if interception is not None and port is not None:
            door = await self._bound(replace(self.settings, port=port))
            if door is not None:
                interception.open(door, self._protocol_of)
        if not self._is_wanted:
            self._close()

    async def _bound(self, settings: Settings) -> socket.socket | None:
        """Bind as soon as it is possible; None where nobody wants it any longer."""
        while self._is_wanted:
            try:
                return bind(settings)
            except ConfigError:
                await asyncio.sleep(AGAIN_S)
        return None

    def _protocol(self) -> asyncio.Protocol:
        kind = self.config.http_protocol_class
        assert isinstance(kind, type), "loaded at the start"
        return self._protocol_of(kind)

    def _protocol_of(self, kind: type[asyncio.Protocol]) -> asyncio.Protocol:
        return kind(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


def bind(settings: Settings, *, option: str = "--port") -> socket.socket:
    """Return a socket bound to the settings' address.

    Args:
        settings: host and port.
        option: which option another port is chosen with, for the error.

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
            f"choose another with {option}, 0 for any free one"
        ) from error
    return listener
