"""What a sender is given of its world in a run: `windtunnel.SenderWorld` in virtual time."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

import httpx

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.facts import EffectFact, Fact, OutcomeFact, SeenFact, ToAgentFact
from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Credentials, Outcome
from windtunnel_load.http_client import TIMEOUT_S, RoutingTransport
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


class VirtualSenderWorld:
    """The world of one life of a sender; a dead one is heard no more.

    `credentials` is live: where a token is rotated, it holds the new one from then on.
    """

    def __init__(self, tunnel: Tunnel, process: Process, stores: Stores, *, seed: int) -> None:
        self.credentials: Mapping[str, Credentials] = tunnel.credentials()
        self.webhook_url = f"{WEBHOOK_URL}/meta"
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
        self._seed = seed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(max(0.0, seconds))

    def now(self) -> float:
        """Return virtual time in seconds."""
        return self._tunnel.loop.now_us / 1e6

    def chance(self, purpose: str, *entity: str | int) -> float:
        """Return a keyed draw in [0, 1)."""
        return unit(draw(self._seed, f"sender {purpose}", *entity)[0])

    def report(self, intent: int, outcome: Outcome) -> None:
        """Write how an intent ended."""
        if intent != ARMING_INDEX:
            self._write(
                OutcomeFact(
                    t=self._tunnel.loop.now_us,
                    intent=intent,
                    state=outcome.state,
                    cause=outcome.cause,
                    code=outcome.code,
                )
            )

    def seen(self, intent: int, state: Literal["ok", "error", "timeout"]) -> None:
        """Write what was learnt from an attempt's answer."""
        if intent != ARMING_INDEX:
            self._write(SeenFact(t=self._tunnel.loop.now_us, intent=intent, state=state))

    def effect(
        self, event: str, state: str, *, noop: bool = False, contact: str | None = None
    ) -> None:
        """Write what a webhook event changed."""
        self._write(
            EffectFact(
                t=self._tunnel.loop.now_us, event=event, state=state, noop=noop, contact=contact
            )
        )

    def to_agent(self, event: str, *, context: str | None = None) -> None:
        """Write that a conversation was handed to a person."""
        self._write(ToAgentFact(t=self._tunnel.loop.now_us, event=event, context=context))

    def store(self, name: str) -> MemoryStore:
        """Return a durable store; it survives a crash.

        Raises:
            ValueError: a name that is no plain word, or too many stores.
        """
        return self._stores.get(name)

    def _write(self, fact: Fact) -> None:
        if self._process.is_alive and not self._tunnel.ledger.closed:
            self._tunnel.ledger.write(fact)
