"""Blocking senders: plain functions that wait in `requests`, `urllib` or `time.sleep`.

How they wait is given: in virtual time in greenlets, in a sender host in threads.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Any, Literal

import httpx

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Credentials, Intent, Outcome, SenderWorld, Store, Webhook

METHODS = ("send", "close")
Wait = Callable[[Awaitable[Any]], Any]
"""Waits in blocking code for what an event loop does."""

Run = Callable[..., Awaitable[Any]]
"""Runs blocking code: the function, and what it is given."""


class BlockingStore:
    """A durable store whose calls return when they are done."""

    def __init__(self, store: Store, wait: Wait) -> None:
        self._store = store
        self._wait = wait

    def get(self, key: str) -> bytes | None:
        """Return the value of a key."""
        found: bytes | None = self._wait(self._store.get(key))
        return found

    def write(self, changes: Mapping[str, bytes | None]) -> None:
        """Apply all changes or none; durable on return. None deletes."""
        self._wait(self._store.write(changes))

    def items(self, prefix: str) -> list[tuple[str, bytes]]:
        """Return the pairs whose key starts with the prefix, in order of key."""

        async def read() -> list[tuple[str, bytes]]:
            return [pair async for pair in self._store.items(prefix)]

        found: list[tuple[str, bytes]] = self._wait(read())
        return found


class BlockingWorld:
    """What a blocking sender is given: `SenderWorld` without a single await."""

    def __init__(self, world: SenderWorld, wait: Wait, client: Callable[[], httpx.Client]) -> None:
        self._world = world
        self._wait = wait
        self._client = client
        self.credentials: Mapping[str, Credentials] = world.credentials
        self.webhook_url = world.webhook_url

    @cached_property
    def http(self) -> httpx.Client:
        """A blocking client."""
        return self._client()

    def sleep(self, seconds: float) -> None:
        """Wait, as `time.sleep` does."""
        self._wait(self._world.sleep(seconds))

    def now(self) -> float:
        """Return harness time in seconds."""
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
        return BlockingStore(self._world.store(name), self._wait)


class Bridged:
    """A blocking sender as the run wants it."""

    def __init__(self, sender: Any, run: Run) -> None:
        for method in METHODS:
            if not callable(getattr(sender, method, None)):
                raise ConfigError(f"{type(sender).__name__} needs `def {method}`")
        self._sender = sender
        self._run = run

    @property
    def policy(self) -> Policy:
        """What the sender claims of itself."""
        found: Policy = getattr(self._sender, "policy", None)  # type: ignore[assignment]
        return found

    async def send(self, intent: Intent) -> Outcome | None:
        """Send one intent."""
        found: Outcome | None = await self._run(self._sender.send, intent)
        return found

    async def receive(self, webhook: Webhook) -> int:
        """Take one webhook; a sender without `receive` takes all."""
        receive = getattr(self._sender, "receive", None)
        return 200 if receive is None else int(await self._run(receive, webhook))

    async def close(self) -> None:
        """Let go of everything."""
        await self._run(self._sender.close)
