"""One connection and the requests on it, as both ends see them.

The server's end is what the front expects of uvicorn's protocol; the client's end is read by the
transport of httpx and by the fake socket alike.
"""

import asyncio
from collections import deque
from collections.abc import Callable, MutableMapping
from typing import Any, Literal, NamedTuple

from windtunnel.domain.submit import Answer, Request
from windtunnel.server.gate import Decided, Gate
from windtunnel_verify.loop import VirtualLoop

Kind = Literal["start", "body", "end", "closed", "reset"]
Headers = tuple[tuple[bytes, bytes], ...]


class Part(NamedTuple):
    """What reaches the client: the start of an answer, a piece of its body, its end, or a loss."""

    kind: Kind
    status: int = 0
    headers: Headers = ()
    body: bytes = b""


END, CLOSED, RESET = Part("end"), Part("closed"), Part("reset")


class Line:
    """One connection. The server's writes go to the exchange at hand; it is a transport to it."""

    def __init__(self, loop: VirtualLoop, name: str) -> None:
        self.loop = loop
        self.name = name
        self.is_gone = False
        self.idle_since_us = 0
        self.on_end: Callable[[], None] | None = None
        self.exchange: Exchange | None = None
        self._left: asyncio.Future[None] | None = None

    def begin(self, body: bytes) -> "Exchange":
        """Begin a request whose body has arrived whole."""
        assert not self.is_gone, "a connection that is gone takes no request"
        self.exchange = Exchange(self, body)
        return self.exchange

    def is_closing(self) -> bool:
        """Return whether nothing more can be written."""
        return self.is_gone

    def get_extra_info(self, name: str) -> None:
        """Return nothing: there is no socket beneath."""
        del name

    def abort(self) -> None:
        """End with a reset, as the server."""
        self._lose(RESET)

    def close(self) -> None:
        """End in good order, as the server."""
        self._lose(CLOSED)

    def leave(self) -> None:
        """End as the client; the server learns of it and goes on with its work."""
        self._end()

    def write(self, data: bytes) -> None:
        """Write raw bytes of an answer: its head whole, of its body what there is."""
        if self.exchange is None or self.is_gone:
            return
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.split(b"\r\n")
        pairs = [line.split(b": ", 1) for line in rest]
        headers = tuple((name, value) for name, value in pairs)
        self.exchange.put(Part("start", int(first.split(b" ")[1]), headers))
        self.exchange.put(Part("body", body=body))

    async def left(self) -> None:
        """Wait until the connection is gone."""
        if self.is_gone:
            return
        if self._left is None:
            self._left = self.loop.create_future()
        await asyncio.shield(self._left)

    def _lose(self, loss: Part) -> None:
        if not self.is_gone:
            self._end()
            if self.exchange is not None and not self.exchange.is_ended:
                self.exchange.put(loss)

    def _end(self) -> None:
        self.is_gone = True
        if self.on_end is not None:
            self.on_end()
        if self._left is not None and not self._left.done():
            self._left.set_result(None)


class Exchange:
    """One request. `answer` and `marker` are noted by the world; `is_ended` by both ends."""

    def __init__(self, line: Line, body: bytes) -> None:
        self.line = line
        self.conn = line.name
        self.transport = line
        self.began_ns = line.loop.now_us * 1000
        self.answered: Answer | None = None
        self.marker: str | None = None
        self.is_ended = False
        self._body: bytes | None = body
        self._parts: deque[Part] = deque()
        self._waiting: asyncio.Future[None] | None = None

    async def receive(self) -> MutableMapping[str, Any]:
        """Return the request's body, then wait for the client to leave (ASGI)."""
        body, self._body = self._body, None
        if body is not None:
            return {"type": "http.request", "body": body, "more_body": False}
        if not self.is_ended:
            await self.line.left()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Take a part of the answer from the server (ASGI); nothing once the line is gone."""
        if self.line.is_gone:
            return
        if message["type"] == "http.response.start":
            headers = tuple((bytes(name), bytes(value)) for name, value in message["headers"])
            self.put(Part("start", message["status"], headers))
            return
        if message.get("body"):
            self.put(Part("body", body=bytes(message["body"])))
        if not message.get("more_body"):
            self.finish()

    def learn(self, gate: Gate, request: Request) -> None:
        """Learn nothing: every request is read by the book here."""

    def take_decided(self) -> Decided | None:
        """Return nothing: no request is decided on before it is read."""
        return None

    def answer(self, decided: Decided) -> bool:
        """Answer in one piece; False where the client has left (the front's short cut)."""
        reply = decided.reply
        if self.line.is_gone:
            return False
        length = (b"content-length", b"%d" % len(reply.body))
        self.put(Part("start", reply.status, (*reply.headers, length)))
        self.put(Part("body", body=reply.body))
        self.finish()
        decided.world.reply_end(decided.answer.attempt, "all")
        return True

    def finish(self) -> None:
        """Say that the answer is whole."""
        self.is_ended = True
        self.put(END)

    def put(self, part: Part) -> None:
        """Let a part arrive at the client."""
        self._parts.append(part)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def next(self, timeout_s: float | None) -> Part:
        """Return the next part.

        Raises:
            TimeoutError: none came in time.
        """
        if not self._parts:
            await self._arrival(timeout_s)
        return self._parts.popleft()

    def next_now(self) -> Part | None:
        """Return the next part if it is there already."""
        return self._parts.popleft() if self._parts else None

    async def _arrival(self, timeout_s: float | None) -> None:
        self._waiting = waiting = self.line.loop.create_future()
        timer = None
        if timeout_s is not None:
            timer = self.line.loop.call_later(timeout_s, _expire, waiting)
        try:
            await waiting
        finally:
            self._waiting = None
            if timer is not None:
                timer.cancel()


def _expire(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_exception(TimeoutError())
        # Who waits may have been killed: then nobody asks, and that is no finding.
        waiting.exception()
