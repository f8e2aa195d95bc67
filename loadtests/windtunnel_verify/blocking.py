"""Blocking senders: plain functions that wait in `requests`, `urllib` or `time.sleep`.

`blocking(create)` makes of their factory one that the run can use. Each `send` runs in a greenlet
of its own, as it would in a thread of its own.
"""

from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any, Literal

import httpx

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Credentials, Intent, Outcome, SenderWorld, Store, Webhook
from windtunnel_load.http_client import TIMEOUT_S
from windtunnel_verify.bridge import bridged, wait

METHODS = ("send", "close")
_MARK = "windtunnel_blocking"


class BlockingStore:
    """A durable store whose calls return when they are done."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str) -> bytes | None:
        """Return the value of a key."""
        return wait(self._store.get(key))

    def write(self, changes: Mapping[str, bytes | None]) -> None:
        """Apply all changes or none; durable on return. None deletes."""
        wait(self._store.write(changes))

    def items(self, prefix: str) -> list[tuple[str, bytes]]:
        """Return the pairs whose key starts with the prefix, in order of key."""

        async def read() -> list[tuple[str, bytes]]:
            return [pair async for pair in self._store.items(prefix)]

        return wait(read())


class BlockingWorld:
    """What a blocking sender is given: `SenderWorld` without a single await."""

    def __init__(self, world: SenderWorld) -> None:
        self._world = world
        self.credentials: Mapping[str, Credentials] = world.credentials
        self.webhook_url = world.webhook_url

    @cached_property
    def http(self) -> httpx.Client:
        """A blocking client; any other (requests, urllib) does as well."""
        return httpx.Client(timeout=TIMEOUT_S, trust_env=False, verify=False)  # noqa: S501 - there is no TLS in a run

    def sleep(self, seconds: float) -> None:
        """Wait, as `time.sleep` does."""
        wait(self._world.sleep(seconds))

    def now(self) -> float:
        """Return virtual time in seconds."""
        return self._world.now()

    def chance(self, purpose: str, *entity: str | int) -> float:
        """Return a keyed draw in [0, 1)."""
        return self._world.chance(purpose, *entity)

    def report(self, intent: int, outcome: Outcome) -> None:
        """Say how an intent ended."""
        self._world.report(intent, outcome)

    def seen(self, intent: int, state: Literal["ok", "error", "timeout"]) -> None:
        """Say what was learnt from an attempt's answer."""
        self._world.seen(intent, state)

    def effect(
        self, event: str, state: str, *, noop: bool = False, contact: str | None = None
    ) -> None:
        """Say what a webhook event changed."""
        self._world.effect(event, state, noop=noop, contact=contact)

    def to_agent(self, event: str, *, context: str | None = None) -> None:
        """Say that a conversation was handed to a person."""
        self._world.to_agent(event, context=context)

    def store(self, name: str) -> BlockingStore:
        """Return a durable store."""
        return BlockingStore(self._world.store(name))


class Bridged:
    """A blocking sender as the run wants it."""

    def __init__(self, sender: Any) -> None:
        for method in METHODS:
            if not callable(getattr(sender, method, None)):
                raise ConfigError(f"{type(sender).__name__} needs `def {method}`")
        self._sender = sender

    @property
    def policy(self) -> Policy:
        """What the sender claims of itself."""
        found: Policy = getattr(self._sender, "policy", None)  # type: ignore[assignment]
        return found

    async def send(self, intent: Intent) -> Outcome | None:
        """Send one intent."""
        found: Outcome | None = await bridged(self._sender.send, intent)
        return found

    async def receive(self, webhook: Webhook) -> int:
        """Take one webhook; a sender without `receive` takes all."""
        receive = getattr(self._sender, "receive", None)
        return 200 if receive is None else int(await bridged(receive, webhook))

    async def close(self) -> None:
        """Let go of everything."""
        await bridged(self._sender.close)


def blocking(create: Callable[[BlockingWorld], Any]) -> Callable[[SenderWorld], Bridged]:
    """Return the factory of a blocking sender as one of an async sender."""

    @wraps(create)
    def bridge(world: SenderWorld) -> Bridged:
        return Bridged(create(BlockingWorld(world)))

    vars(bridge)[_MARK] = True
    return bridge


def is_blocking(factory: Callable[..., Any]) -> bool:
    """Say whether a factory came from `blocking`."""
    return _MARK in getattr(factory, "__dict__", ())
