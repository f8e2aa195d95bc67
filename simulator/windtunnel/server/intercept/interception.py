"""Interception as one thing that a server has or has not."""

import asyncio
import socket
from collections.abc import Callable, Iterable
from typing import Any

from windtunnel.domain.dialect import Dialect
from windtunnel.server.hot import Hot
from windtunnel.server.intercept.authority import Authority, default_folder, open_authority
from windtunnel.server.intercept.door import Door
from windtunnel.server.intercept.guarded import GuardedProtocol
from windtunnel.server.intercept.refused import Refused
from windtunnel.server.intercept.variables import variables
from windtunnel.server.settings import Settings

MakeProtocol = Callable[[type[asyncio.Protocol]], asyncio.Protocol]


class Interception:
    """The port at which the provider's real names are answered.

    Attributes:
        refused: counts of the other hosts that clients wanted to reach through it.
    """

    def __init__(self, authority: Authority, host: str, port: int) -> None:
        self.refused = Refused()
        self._authority = authority
        self._host = host
        self._port = port
        self._hosts = frozenset(authority.hosts)
        self._context = authority.context()
        self._door: Door | None = None
        self._protocol = type(
            "InterceptedProtocol",
            (GuardedProtocol,),
            {"hosts": self._hosts, "refused": self.refused, "heads": Hot()},
        )

    def open(self, listener: socket.socket, make: MakeProtocol) -> None:
        """Begin to accept at a listening socket; `make` returns a protocol of a class."""
        protocol = self._protocol
        if self._door is None:
            self._door = Door(self._context, self._hosts, self.refused, lambda: make(protocol))
        self._door.open(listener)

    def shut(self) -> None:
        """Refuse connections from now on; those that exist are let be."""
        if self._door is not None:
            self._door.shut()

    async def close(self) -> None:
        """End."""
        if self._door is not None:
            await self._door.close()

    def told(self) -> dict[str, Any]:
        """Return what clients are told: hosts, port, files, and variables for their start."""
        return {
            "hosts": list(self._authority.hosts),
            "port": self._port,
            "authority": str(self._authority.certificate),
            "environment": variables(self._authority, self._host, self._port),
            "refused": self.refused.counts(),
        }


def hosts_of(dialects: Iterable[Dialect]) -> tuple[str, ...]:
    """Return every host that the dialects declare, each once."""
    return tuple(dict.fromkeys(host for dialect in dialects for host in dialect.hosts))


def interception_of(settings: Settings, dialects: Iterable[Dialect]) -> Interception | None:
    """Return what a server's settings ask for, None where they do not.

    Raises:
        ConfigError: the authority cannot be made, kept or read.
    """
    if settings.intercept_port is None:
        return None
    folder = settings.authority or default_folder()
    authority = open_authority(folder, hosts_of(dialects))
    return Interception(authority, settings.host, settings.intercept_port)
