"""The courier's port in virtual time: a webhook goes to a receiver in process, in its own task."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import urlsplit

from windtunnel.domain.errors import ConfigError
from windtunnel.server.poster import Poster
from windtunnel.server.posting import Done
from windtunnel_verify.loop import VirtualLoop

Headers = Sequence[tuple[bytes, bytes]]


class Receiver(Protocol):
    """Who takes webhooks: one life of a sender, in its own context."""

    def take(
        self, headers: Headers, body: bytes, *, provider: str
    ) -> "asyncio.Future[int | None]":
        """Begin to take a webhook; the result is the HTTP status, None where it died meanwhile."""


FindReceiver = Callable[[str], Receiver | None]
"""URL → who receives there now, None where a connection is refused."""


class VirtualCourier(Poster):
    """Posts in process. What does not answer in time goes on working, as over TCP."""

    def __init__(self, loop: VirtualLoop, find: FindReceiver) -> None:
        self._virtual = loop
        self._find = find
        self._posting: set[asyncio.Task[None]] = set()

    def post(
        self,
        url: str,
        headers: Headers,
        body: bytes,
        *,
        tag: str,
        done: Done,
        timeout_s: float,
        provider: str = "",
    ) -> None:
        """Post a body; `done` is called with the tag when it ended, one way or the other."""

        async def carry() -> None:
            began_us = self._virtual.now_us
            status = await self.deliver(url, headers, body, timeout_s=timeout_s, provider=provider)
            done(tag, status, (self._virtual.now_us - began_us) / 1000, b"")

        task = self._virtual.create_task(carry())
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def deliver(
        self, url: str, headers: Headers, body: bytes, *, timeout_s: float, provider: str
    ) -> int | None:
        """Post a body and return the status, None where there was no answer in time."""
        receiver = self._find(url)
        if receiver is None:
            return None
        taking = receiver.take(headers, body, provider=provider)
        timer = self._virtual.call_later(timeout_s, _give_up, taking)
        try:
            return await taking
        finally:
            timer.cancel()

    async def get(self, url: str, *, timeout_s: float) -> tuple[int | None, bytes]:
        """Answer nothing: a sender in process has no GET, so its URL is set without handshake."""
        del url, timeout_s
        return None, b""

    def check(self, url: str) -> None:
        """Make sure that a URL can be posted to.

        Raises:
            ConfigError: it cannot.
        """
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ConfigError(f"webhook URL {url!r}; must begin with http:// or https://")

    def close(self) -> None:
        """Post no more."""
        for task in tuple(self._posting):
            task.cancel()


def _give_up(taking: "asyncio.Future[int | None]") -> None:
    if not taking.done():
        taking.set_result(None)
