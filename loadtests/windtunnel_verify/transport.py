"""httpx's way into the run: requests reach the platform in process, with httpx's own errors.

Connect, write, read and pool timeouts hold as over TCP, in virtual time. The server works in its
own task, so it goes on when the client gives up.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx

from windtunnel_verify.exchange import Exchange, Line, Part
from windtunnel_verify.network import Listener, Network

CONNECTIONS_MAX = 200
HTTP_PORT = 80
KEEPALIVE_US = 5_000_000
"""httpx lets go of an idle connection after 5 s."""

_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


class VirtualTransport(httpx.AsyncBaseTransport):
    """Connections of one client: a pool of them, each with one request at a time."""

    def __init__(self, network: Network, *, connections_max: int = CONNECTIONS_MAX) -> None:
        self._network = network
        self._loop = network.loop
        self._free = connections_max
        self._idle: dict[int, deque[Line]] = {}
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is read by its stream.

        Raises:
            httpx.PoolTimeout, httpx.ConnectTimeout, httpx.WriteTimeout, httpx.ReadTimeout: time
                is up.
            httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError: as over TCP.
        """
        timeouts = request.extensions.get("timeout", {})
        body = await request.aread()
        await self._room(timeouts.get("pool"), request)
        port = request.url.port or HTTP_PORT
        line: Line | None = None
        try:
            listener, line = await self._connection(port, timeouts.get("connect"), request, body)
            if listener.write_us:
                late = httpx.WriteTimeout("", request=request)
                await _takes(listener.write_us, timeouts.get("write"), late)
            exchange = self._request(listener, line, request, body)
            part = await _next(exchange, timeouts.get("read"), request)
            _check_start(part, request)
        except BaseException:
            self.release(port, line, is_kept=False)
            raise
        reason = _REASONS.get(part.status, b"")
        return httpx.Response(
            part.status,
            headers=list(part.headers),
            stream=_Stream(self, exchange, part, port=port, request=request),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": reason},
        )

    def _request(
        self, listener: Listener, line: Line, request: httpx.Request, body: bytes
    ) -> Exchange:
        return self._network.request(
            listener,
            line,
            method=request.method,
            target=request.url.raw_path.decode("ascii"),
            headers=tuple((name.lower(), value) for name, value in request.headers.raw),
            body=body,
        )

    def release(self, port: int, line: Line | None, *, is_kept: bool) -> None:
        """Take a connection back, and let the next request have its place."""
        if line is not None:
            if is_kept and not line.is_gone:
                line.idle_since_us = self._loop.now_us
                self._idle.setdefault(port, deque()).append(line)
            else:
                line.leave()
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return
        self._free += 1

    def was_read(self, exchange: Exchange) -> None:
        """Note that an answer was read to its end."""
        self._network.read(exchange)

    async def aclose(self) -> None:
        """Leave every connection."""
        for lines in self._idle.values():
            for line in lines:
                line.leave()
        self._idle.clear()

    async def _room(self, timeout_s: float | None, request: httpx.Request) -> None:
        if self._free > 0:
            self._free -= 1
            return
        waiting = self._loop.create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(timeout_s):
                await waiting
        except TimeoutError as error:
            if not _is_granted(waiting):
                raise httpx.PoolTimeout("", request=request) from error
        except asyncio.CancelledError:
            if _is_granted(waiting):
                self.release(0, None, is_kept=False)
            raise

    async def _connection(
        self, port: int, timeout_s: float | None, request: httpx.Request, body: bytes
    ) -> tuple[Listener, Line]:
        if self._network.refuses(request.method, request.url.path, body):
            await self._network.refused()
            raise _refused(request)
        lines = self._idle.get(port)
        listener = self._network.listener(port)
        while lines and listener is not None:
            line = lines.popleft()
            if not line.is_gone and self._loop.now_us - line.idle_since_us < KEEPALIVE_US:
                return listener, line
            line.leave()
        if listener is None or not listener.is_open:
            await self._network.refused()
            raise _refused(request)
        if listener.connect_us:
            await _takes(listener.connect_us, timeout_s, httpx.ConnectTimeout("", request=request))
        return listener, self._network.connect()


class _Stream(httpx.AsyncByteStream):
    """The body of an answer, as it comes in."""

    def __init__(
        self,
        transport: VirtualTransport,
        exchange: Exchange,
        start: Part,
        *,
        port: int,
        request: httpx.Request,
    ) -> None:
        self._transport = transport
        self._exchange = exchange
        self._port = port
        self._request = request
        self._due = _length(start)
        self._is_whole = False
        self._is_released = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        timeout_s = self._request.extensions.get("timeout", {}).get("read")
        came = 0
        while True:
            part = await _next(self._exchange, timeout_s, self._request)
            if part.kind == "end":
                self._is_whole = True
                self._transport.was_read(self._exchange)
                return
            if part.kind == "closed":
                raise httpx.RemoteProtocolError(
                    _incomplete(came, self._due), request=self._request
                )
            came += len(part.body)
            yield part.body

    async def aclose(self) -> None:
        """Give the connection back; one whose answer was not read to its end is left."""
        if not self._is_released:
            self._is_released = True
            self._transport.release(self._port, self._exchange.line, is_kept=self._is_whole)


async def _next(exchange: Exchange, timeout_s: float | None, request: httpx.Request) -> Part:
    try:
        part = await exchange.next(timeout_s)
    except TimeoutError as error:
        raise httpx.ReadTimeout("", request=request) from error
    if part.kind == "reset":
        raise httpx.ReadError("", request=request)
    return part


def _is_granted(waiting: "asyncio.Future[None]") -> bool:
    return waiting.done() and not waiting.cancelled()


def _refused(request: httpx.Request) -> httpx.ConnectError:
    return httpx.ConnectError("All connection attempts failed", request=request)


def _check_start(part: Part, request: httpx.Request) -> None:
    if part.kind != "start":
        said = "Server disconnected without sending a response."
        raise httpx.RemoteProtocolError(said, request=request)


async def _takes(span_us: int, timeout_s: float | None, late: httpx.TimeoutException) -> None:
    """Let a span pass, or raise once the timeout is over."""
    span_s = span_us / 1e6
    if timeout_s is not None and timeout_s < span_s:
        await asyncio.sleep(timeout_s)
        raise late
    await asyncio.sleep(span_s)


def _length(start: Part) -> int | None:
    for name, value in start.headers:
        if name.lower() == b"content-length":
            return int(value)
    return None


def _incomplete(came: int, due: int | None) -> str:
    said = "peer closed connection without sending complete message body"
    if due is None:
        return f"{said} (incomplete chunked read)"
    return f"{said} (received {came} bytes, expected {due})"
