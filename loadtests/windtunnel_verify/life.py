"""One life of a sender: a process, its tasks, and the ways in which it is asked."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from windtunnel.domain.sender import Intent, Outcome, Sender, SenderWorld, Webhook
from windtunnel_load.host.load import make_sender
from windtunnel_load.reporting import checked
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.process import MARKER, Process

Factory = Callable[[SenderWorld], Any]
HTTP_OK, HTTP_ERROR = 200, 500


class Life:
    """A sender between its start and its end, which may be a crash.

    Everything that it does carries the mark of its process.
    """

    def __init__(self, loop: VirtualLoop, name: str) -> None:
        self.loop = loop
        self.process = Process(name)
        self._taking: dict[asyncio.Future[int | None], None] = {}
        self.sender: Sender | None = None
        self._context = self.process.context()

    def start(
        self, factory: Factory, world: SenderWorld, spec: str, *, has_keys: bool = False
    ) -> Sender:
        """Make the sender; `has_keys` where the provider has idempotency keys.

        Raises:
            ConfigError: the factory raised, or what it made is no sender.
        """
        self.sender = sender = self._context.run(
            make_sender, factory, world, spec, has_idempotency_keys=has_keys
        )
        return sender

    def send(self, intent: Intent) -> "asyncio.Task[Outcome | None]":
        """Give it an intent; the task ends as its `send` does, or never where it crashes."""
        assert self.sender is not None, "start comes first"
        context = self._context.copy()
        context.run(MARKER.set, intent.marker)
        return self.loop.create_task(_sent(self.sender, intent), context=context)

    def take(
        self, headers: Sequence[tuple[bytes, bytes]], body: bytes, *, provider: str
    ) -> "asyncio.Future[int | None]":
        """Give it a provider's webhook; the result is its answer's status, None where it crashes.

        Who no longer waits may set the result: the sender goes on with its work.
        """
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        webhook = Webhook(provider=provider, headers=named, body=body)
        ended: asyncio.Future[int | None] = self.loop.create_future()
        work = self._take(webhook, ended)
        self.loop.create_task(work, context=self._context.copy())
        self._taking[ended] = None
        return ended

    def close(self) -> "asyncio.Task[None]":
        """Let it close."""
        assert self.sender is not None, "start comes first"
        return self.loop.create_task(_called(self.sender.close), context=self._context.copy())

    def kill(self) -> None:
        """End it as `kill -9` does: nothing of it runs any more, not even a `finally`."""
        self.loop.kill(self.process)
        for ended in self._taking:
            _answer(ended, None)
        self._taking.clear()

    async def _take(self, webhook: Webhook, ended: "asyncio.Future[int | None]") -> None:
        status = await self._received(webhook)
        self._taking.pop(ended, None)
        _answer(ended, status)

    async def _received(self, webhook: Webhook) -> int:
        receive = getattr(self.sender, "receive", None)
        if receive is None:
            return HTTP_OK
        try:
            return int(await receive(webhook))
        except Exception as error:  # noqa: BLE001 - a receiver that raises answers 500, as a web framework would
            self.loop.note(f"receive raised {type(error).__name__}: {error}")
            return HTTP_ERROR


async def _sent(sender: Sender, intent: Intent) -> Outcome | None:
    """Refuse within the sender's own task what is no outcome."""
    outcome = await sender.send(intent)
    return None if outcome is None else checked(outcome)


async def _called(method: Callable[..., Any], *given: Any) -> Any:
    return await method(*given)


def _answer(ended: "asyncio.Future[int | None]", status: int | None) -> None:
    if not ended.done():
        ended.set_result(status)
