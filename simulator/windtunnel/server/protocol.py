"""uvicorn's HTTP protocol with its transport within reach, so that wire faults can be made.

It also bounds what uvicorn leaves unbounded: the size of a request's head, and the time a client
may take to send a request.
"""

import asyncio
import itertools
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from windtunnel.domain.submit import Request
from windtunnel.server.gate import Decided, Gate
from windtunnel.server.hot import Hot
from windtunnel.server.rendering import whole

TRANSPORT = "windtunnel.transport"
CONNECTION = "windtunnel.connection"
INTERCEPTED = "windtunnel.intercepted"
"""What came in the provider's own name is marked so."""

HEAD_BYTES_MAX = 65_536
"""A request's line and headers; the parser alone would take any amount."""

READ_S_MAX = 10.0
"""A request must be there whole within this time of its first byte."""

LINGER_S = 1.0
"""How long the rest of a refused request is read and thrown away."""

_NUMBERS = itertools.count(1)
_TOO_SLOW = b"the request was not complete within its time; send its body at once"
_TOO_LONG = b"the request's line and headers are longer than 65536 bytes"


def _refusal(status: bytes, text: bytes) -> bytes:
    body = b'{"error":"%b"}' % text
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
    return head % (status, len(body)) + b"connection: close\r\n\r\n" + body


class WireProtocol(HttpToolsProtocol):
    """One connection; `conn` is its id, `began_ns` when the latest request's first byte came."""

    read_s_max = READ_S_MAX

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Number the connection and begin to watch how long its requests take to arrive."""
        super().connection_made(transport)
        self.conn = f"c{next(_NUMBERS)}"
        self.began_ns = time.monotonic_ns()
        self._is_reading = False
        self._is_in_head = False
        self._is_refused = False
        self._head_bytes = 0
        self._chunk = b""
        self._held = b""
        self._is_asked = False
        self._decided: Decided | None = None
        self._hot: Hot = self.app.hot
        self._extensions: dict[str, Any] = {TRANSPORT: transport, CONNECTION: self}
        self._watch: asyncio.TimerHandle | None = None
        self._look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer a whole send whose head is known; refuse a head that grows without end."""
        if self._is_refused:
            return
        if self._is_asked:
            self._held += data
            if len(self._held) > HEAD_BYTES_MAX:
                self.flow.pause_reading()
            return
        self._chunk = b""
        if not self._is_reading and self._is_free():
            self.began_ns = time.monotonic_ns()
            self._is_asked = self._hot.ask(self, data)
            if self._is_asked:
                return
            self._chunk = data
        self._by_the_book(data)

    def settled(self, decided: Decided | None, data: bytes) -> None:
        """Answer a send whose head was known; a late or spoiled answer goes by the book."""
        self._is_asked = False
        if decided is not None and decided.is_plain:
            if self.timeout_keep_alive_task is not None:
                self._unset_keepalive_if_required()
            self._put(decided)
        elif not self.transport.is_closing():
            self._decided = decided
            self._by_the_book(data)
        elif decided is not None:
            decided.world.reply_end(decided.answer.attempt, "none")
        if self._held:
            held, self._held = self._held, b""
            self.flow.resume_reading()
            self.data_received(held)

    def _by_the_book(self, data: bytes) -> None:
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(b"431 Request Header Fields Too Large", _TOO_LONG)
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Note the first byte, and put the transport into the request's scope."""
        super().on_message_begin()
        self.began_ns = time.monotonic_ns()
        self._is_reading = self._is_in_head = True
        self._head_bytes = 0
        self.scope["extensions"] = self._extensions

    def on_headers_complete(self) -> None:
        """Leave the head."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there whole."""
        self._is_reading = False
        super().on_message_complete()

    def learn(self, gate: Gate, request: Request) -> None:
        """Keep the head of the request at hand, if it came whole and the connection goes on."""
        if self._chunk and self.cycle.keep_alive:
            self._hot.learn(self._chunk, gate, request)
        self._chunk = b""

    def take_decided(self) -> Decided | None:
        """Return what was decided on the request at hand before it was parsed, once."""
        self._decided, decided = None, self._decided
        return decided

    def answer(self, decided: Decided) -> bool:
        """Answer the request at hand in one write, a third of the cost of ASGI's two messages.

        Returns:
            False where nothing will be written and the answer must go the long way: requests are
            pipelined, the client wants to close or reads too slowly, or it has left.
        """
        cycle = self.cycle
        is_plain = cycle.keep_alive and not (cycle.disconnected or cycle.response_started)
        if not is_plain or self.pipeline or self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        self._put(decided)
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _is_free(self) -> bool:
        """Say whether the next byte begins a request that nothing stands before."""
        cycle = self.cycle
        return not (
            (cycle is not None and not cycle.response_complete)
            or self.pipeline
            or self.flow.write_paused
            or self.transport.is_closing()
        )

    def _put(self, decided: Decided) -> None:
        world, answer = decided.world, decided.answer
        world.outbox.put(self.transport, whole(decided.reply), world.reply_ends, answer.attempt)

    def _look_again(self) -> None:
        self._watch = self.loop.call_later(self.read_s_max / 2, self._check)

    def _check(self) -> None:
        if self.transport.is_closing():
            return
        if self._is_reading and time.monotonic_ns() - self.began_ns > self.read_s_max * 1e9:
            self._refuse(b"408 Request Timeout", _TOO_SLOW)
        elif self._is_idle():
            self.transport.close()
        else:
            self._look_again()

    def _is_idle(self) -> bool:
        """Say whether nothing came for so long that the connection is let go."""
        idle_ns = time.monotonic_ns() - self.began_ns
        return self._is_free() and not self._is_asked and idle_ns > self.timeout_keep_alive * 1e9

    def _refuse(self, status: bytes, text: bytes) -> None:
        """Answer, and throw away what still comes: unread bytes would reset the answer."""
        self._is_refused = True
        if self.cycle is None or not self.cycle.response_started:
            self.transport.write(_refusal(status, text))
        if self.transport.can_write_eof():  # TLS cannot
            self.transport.write_eof()
        self._watch = self.loop.call_later(LINGER_S, self.transport.close)
