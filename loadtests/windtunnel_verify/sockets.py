"""The fake at socket level: blocking clients of every kind meet it under `http.client`.

It is a real socket of a pair that carries no bytes, so `select` and `poll` see it open, and
readable once the server has closed. Waiting goes over the bridge, in virtual time.
"""

import _socket
import asyncio
import atexit
import errno
import os
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from windtunnel_verify import bridge
from windtunnel_verify.errors import BlockingCallError
from windtunnel_verify.exchange import Exchange, Line, Part
from windtunnel_verify.patches.run import Run, current
from windtunnel_verify.process import MARKER
from windtunnel_verify.request_reader import RequestReader
from windtunnel_verify.tasks import here

REAL = socket.socket
_REAL_GETADDRINFO = socket.getaddrinfo
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


_HUNG_UP, _other_end = _socket.socketpair()
_other_end.close()
atexit.register(_HUNG_UP.close)


class FakeSocket(REAL):
    """A stream socket to a listener of the run; any other use is real I/O and refused."""

    def __new__(cls, *given: Any, **named: Any) -> Any:
        """Return a real socket outside of a run: a kept reference to this class does no harm."""
        if current() is None:
            return REAL(*given, **named)
        return super().__new__(cls)

    def __init__(self, *_given: Any, **_named: Any) -> None:
        ours, self._peer = _socket.socketpair()
        super().__init__(socket.AF_UNIX, socket.SOCK_STREAM, 0, ours.detach())
        run = current()
        assert run is not None, "made within a run"
        self._run = run
        self._within_s: float | None = socket.getdefaulttimeout()
        self._line: Line | None = None
        self._port = 0
        self._exchange: Exchange | None = None
        self._reader = RequestReader()
        self._came = b""
        self._is_used = self._is_hung_up = False
        self._is_over = False
        self._is_chunked = False
        run.sockets.append(self)

    def settimeout(self, value: float | None, /) -> None:
        """Set how long each call may take in virtual time."""
        self._within_s = value

    def gettimeout(self) -> float | None:
        """Return how long each call may take."""
        return self._within_s

    def setblocking(self, flag: bool, /) -> None:
        """Block for ever, or not at all."""
        self._within_s = None if flag else 0.0

    def setsockopt(self, *_given: Any) -> None:
        """Take every option; none matters to a connection that is not there."""

    def getsockopt(self, *_given: Any) -> Any:
        """Refuse: it is asked for by TLS, whose handshake would wait for a real peer."""
        raise self._run.loop.refusal("TLS (take the http:// base URL of the credentials)")

    def getsockname(self) -> tuple[str, int]:
        """Return a name of this end."""
        return ("127.0.0.1", 1)

    def getpeername(self) -> tuple[str, int]:
        """Return the other end's address."""
        return ("127.0.0.1", self._port)

    def connect(self, address: Any, /) -> None:
        """Connect to a listener of the run.

        Raises:
            BlockingCallError: the caller is async code.
            RealIOError: the address is not this machine's.
            ConnectionRefusedError, TimeoutError: as over TCP.
        """
        what = f"socket.connect({address!r})"
        if not isinstance(address, tuple) or address[0] not in _LOOPBACK:
            raise self._run.loop.refusal(what)
        self._check_caller(what)
        self._port = address[1]
        network = self._run.network
        listener = network.listener(self._port)
        if listener is None or not listener.is_open or self._is_refused():
            self._refuse()
        self._takes(listener.connect_us)
        self._line = network.connect()
        self._line.on_end = self._peer.close

    def connect_ex(self, address: Any, /) -> int:
        """Connect, and return the error's number instead of raising it."""
        try:
            self.connect(address)
        except OSError as error:
            return error.errno or errno.EAGAIN
        return 0

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Send bytes; a whole request sets off on its way."""
        del flags
        raw = bytes(data)
        self._check_caller("socket.send")
        line = self._line
        if line is None:
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        if line.is_gone:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        request = self._reader.feed(raw)
        if request is not None:
            if self._run.network.refuses(request.method, request.target, request.body):
                self._refuse()
            listener = self._run.network.listener(self._port)
            self._is_used = True
            self._takes(listener.write_us)
            self._is_chunked = False
            self._exchange = self._run.network.request(
                listener,
                line,
                method=request.method,
                target=request.target,
                headers=request.headers,
                body=request.body,
            )
        return len(raw)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send all bytes."""
        self.send(data, flags)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Return bytes of the answer, b"" once the server has closed.

        Raises:
            TimeoutError, ConnectionResetError: as over TCP.
        """
        del flags
        self._check_caller("socket.recv")
        while not self._came and not self._is_over:
            self._take(self._next())
            while self._exchange is not None and (part := self._exchange.next_now()) is not None:
                self._take(part)
        found, self._came = self._came[:bufsize], self._came[bufsize:]
        return found

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0, /) -> int:
        """Write bytes of the answer into a buffer and return how many."""
        room = memoryview(buffer).cast("B")
        found = self.recv(nbytes or len(room), flags)
        room[: len(found)] = found
        return len(found)

    def fileno(self) -> int:
        """Return the descriptor; who keeps connections asks for it to see whether one is open.

        One whose next request is to be refused a connection closes now, so a new one is tried.
        """
        if self._is_hung_up:
            return _HUNG_UP.fileno()
        line = self._line
        is_idle = line is not None and not line.is_gone and self._exchange is None
        if self._is_used and is_idle and self._is_refused():
            self._run.refused.add(MARKER.get())
            self._leave()
            self._peer.close()
        return super().fileno()

    def shutdown(self, how: int, /) -> None:
        """End the connection as the client."""
        del how
        self._leave()

    def end(self) -> None:
        """End with the run. Who keeps it over runs, a session of a module, finds it hung up."""
        if super().fileno() >= 0:
            self.close()
            self._is_hung_up = True

    def _real_close(self, *given: Any) -> None:
        self._is_hung_up = False
        self._leave()
        self._peer.close()
        super()._real_close(*given)  # type: ignore[misc]

    def _leave(self) -> None:
        self._is_over = True
        if self._line is not None and not self._line.is_gone:
            self._line.leave()

    def _next(self) -> Part:
        if self._exchange is None:
            assert self._line is not None, "there is a connection to read from"
            bridge.wait(asyncio.wait_for(self._line.left(), self._within_s))
            return Part("closed")
        try:
            return bridge.wait(self._exchange.next(self._within_s))
        except TimeoutError:
            raise TimeoutError("timed out") from None

    def _take(self, part: Part) -> None:
        if part.kind == "reset":
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
        if part.kind == "closed":
            self._is_over = True
        elif part.kind == "end":
            assert self._exchange is not None, "an answer ends where there was a request"
            self._came += b"0\r\n\r\n" if self._is_chunked else b""
            self._run.network.read(self._exchange)
            self._exchange = None
        elif part.kind == "start":
            self._came += self._head(part)
        elif part.body:
            size = b"%x\r\n" % len(part.body)
            self._came += size + part.body + b"\r\n" if self._is_chunked else part.body

    def _head(self, part: Part) -> bytes:
        self._is_chunked = not any(name.lower() == b"content-length" for name, _ in part.headers)
        more = ((b"transfer-encoding", b"chunked"),) if self._is_chunked else ()
        lines = (b"%b: %b\r\n" % pair for pair in (*part.headers, *more))
        return b"".join((STATUS_LINE[part.status], *lines, b"\r\n"))

    def _is_refused(self) -> bool:
        """Say whether the intent that it is for gets no connection, whatever it then asks."""
        marker = MARKER.get()
        if marker in self._run.refused:
            self._run.refused.discard(marker)
            return True
        return marker is not None and bool(self._run.network.refuses_next(marker))

    def _refuse(self) -> None:
        bridge.wait(self._run.network.refused())
        raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))

    def _takes(self, span_us: int) -> None:
        """Let a span pass, or raise once the timeout is over."""
        if not span_us:
            return
        span_s = span_us / 1e6
        if self._within_s is not None and self._within_s < span_s:
            bridge.sleep(self._within_s)
            raise TimeoutError("timed out")
        bridge.sleep(span_s)

    def _check_caller(self, what: str) -> None:
        if not bridge.may_wait():
            raise blocked(self._run, what)


def getaddrinfo(host: Any, port: Any, *given: Any, **named: Any) -> Any:
    """Return where a host of the run is; every other look-up is real I/O and refused."""
    run = current()
    if run is None:
        return _REAL_GETADDRINFO(host, port, *given, **named)
    what = f"socket.getaddrinfo({host!r})"
    name = host.decode("ascii") if isinstance(host, bytes) else host
    known = {} if run.network is None else run.network.hosts
    if name not in _LOOPBACK and name not in known:
        raise run.loop.refusal(what)
    if not bridge.may_wait():
        raise blocked(run, what)
    address = ("127.0.0.1", int(known.get(name, port)))
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address)]


def blocked(run: Run, what: str) -> BlockingCallError:
    """Return the error for a call that blocks the loop of an async sender; it is noted, too."""
    said = (
        f"blocking call in async sender: {what} at {here(run.loop)}; it stops every other "
        "message, too; use world.http, or name it as blocking:pkg.mod:create"
    )
    run.loop.note(said)
    return BlockingCallError(said)
