"""The protocol of an intercepted connection: no request for another host gets in."""

import asyncio

import httptools

from windtunnel.server.hot import Hot
from windtunnel.server.intercept.head import HTTPS_PORT, host_and_port
from windtunnel.server.intercept.refused import Refused
from windtunnel.server.protocol import INTERCEPTED, WireProtocol

MISDIRECTED = b"421 Misdirected Request"
_FOREIGN = b"this port answers for the provider's hosts alone; nothing is passed on to others"


class GuardedProtocol(WireProtocol):
    """A connection whose requests name one of `hosts`, in their target or their Host header.

    `heads` are those that were let in here: a head known from another port may be a foreign one.
    """

    hosts: frozenset[str] = frozenset()
    refused: Refused
    heads: Hot

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Mark what comes in here."""
        super().connection_made(transport)
        self._hot = self.heads
        self._extensions[INTERCEPTED] = True

    def on_headers_complete(self) -> None:
        """Refuse a request for a host that is not the provider's."""
        host = self._asked_host()
        if host not in self.hosts:
            self.refused.note(host)
            self._refuse(MISDIRECTED, _FOREIGN)
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Throw away the body of what was refused."""
        if not self._is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """A refused request has no cycle to complete."""
        if not self._is_refused:
            super().on_message_complete()

    def _asked_host(self) -> str:
        named = httptools.parse_url(self.url).host
        if named is None:
            headers = self.scope["headers"]
            named = next((value for name, value in headers if name == b"host"), b"")
        return host_and_port(named.decode("latin-1"), HTTPS_PORT)[0]
