"""What a sender is given of its world in a run: `windtunnel.SenderWorld` in virtual time."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from windtunnel.domain.facts import Fact
from windtunnel.domain.sender import Credentials
from windtunnel_load.http_client import TIMEOUT_S, RoutingTransport
from windtunnel_load.reporting import Reporting
from windtunnel_verify.process import Process
from windtunnel_verify.store import MemoryStore, Stores
from windtunnel_verify.transport import VirtualTransport
from windtunnel_verify.world import BASE_URL, WEBHOOK_URL, Tunnel


class _Cookies(httpx.Cookies):
    """A jar that looks at an answer only where it sets a cookie: it takes long, each time."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Take the cookies of an answer."""
        if "set-cookie" in response.headers:
            super().extract_cookies(response)


class _Client(httpx.AsyncClient):
    """The client that a sender is given, with a jar of the kind above."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._cookies = _Cookies()


class VirtualSenderWorld(Reporting):
    """The world of one life of a sender; a dead one is heard no more.

    `credentials` is live: where a token is rotated, it holds the new one from then on.
    """

    def __init__(self, tunnel: Tunnel, process: Process, stores: Stores, *, seed: int) -> None:
        super().__init__(seed=seed, now_us=lambda: tunnel.loop.now_us)
        self.credentials: Mapping[str, Credentials] = tunnel.credentials()
        providers = tuple(self.credentials)
        self.webhook_url = WEBHOOK_URL if len(providers) > 1 else f"{WEBHOOK_URL}/{providers[0]}"
        routes = {
            host: BASE_URL for dialect in tunnel.world.dialects.values() for host in dialect.hosts
        }
        inner = VirtualTransport(tunnel.network)
        self.http: Any = _Client(
            transport=RoutingTransport(routes, inner=inner), timeout=TIMEOUT_S, trust_env=False
        )
        self._tunnel = tunnel
        self._process = process
        self._stores = stores

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(max(0.0, seconds))

    def store(self, name: str) -> MemoryStore:
        """Return a durable store; it survives a crash.

        Raises:
            ValueError: a name that is no plain word, or too many stores.
        """
        return self._stores.get(name)

    def _write(self, fact: Fact) -> None:
        if self._process.is_alive and not self._tunnel.ledger.closed:
            self._tunnel.ledger.write(fact)
