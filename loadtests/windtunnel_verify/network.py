"""The network of a run: who listens where, how long connecting takes, and what was read."""

import asyncio
import inspect
import itertools
from collections.abc import Callable
from contextvars import Context, ContextVar, copy_context
from urllib.parse import unquote

from windtunnel.domain.dialect import AsgiApp
from windtunnel.server.protocol import CONNECTION, TRANSPORT
from windtunnel_verify.errors import RunawayError
from windtunnel_verify.exchange import Exchange, Headers, Line
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.process import PROCESS, Process
from windtunnel_verify.tasks import told

EXCHANGE: ContextVar[Exchange | None] = ContextVar("windtunnel-exchange", default=None)
"""The exchange in whose server task the code runs: how the world tells it what was decided."""

REFUSED_AT_ONCE_MAX = 10_000
"""Connections refused at one instant; beyond, somebody asks again and again without a pause."""

LINES_KEPT = 500
"""Connections are looked through for those that are gone once there are twice as many."""


class Listener:
    """A server at a port. Closed, it refuses; `connect_us` and `write_us` make a slow network."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app
        self.is_open = True
        self.connect_us = 0
        self.write_us = 0


class Network:
    """Ports and connections of one run. `mishaps` are exceptions of the servers: our own bugs.

    `hosts` maps the providers' real names to the port that answers for them here. `refuses` says
    of a request (method, path, body) whether its connection is not to be, and `refuses_next` of
    the next request for a marker, where no more is known yet.
    """

    def __init__(self, loop: VirtualLoop) -> None:
        self.loop = loop
        self.mishaps: list[BaseException] = []
        self.hosts: dict[str, int] = {}
        self.on_read: Callable[[Exchange], None] | None = None
        self.refuses: Callable[[str, str, bytes], bool] = lambda _method, _path, _body: False
        self.refuses_next: Callable[[str], bool] = lambda _marker: False
        self._refused = (0, 0)
        self._listeners: dict[int, Listener] = {}
        self._names = itertools.count(1)
        self._lines: list[tuple[Line, Process | None]] = []
        self._kept = LINES_KEPT
        self._context: Context = copy_context()

    def listen(self, port: int, app: AsgiApp) -> Listener:
        """Let an app answer at a port of this machine."""
        made = self._listeners[port] = Listener(app)
        return made

    def listener(self, port: int | None) -> Listener | None:
        """Return who listens at a port, or did so; None where nobody ever has."""
        return None if port is None else self._listeners.get(port)

    async def refused(self) -> None:
        """Count a refused connection; who asks for ever without a pause never comes back."""
        at_us, count = self._refused
        now_us = self.loop.now_us
        count = count + 1 if at_us == now_us else 1
        self._refused = (now_us, count)
        if count > REFUSED_AT_ONCE_MAX:
            self.loop.pace.fail(
                RunawayError(
                    f"more than {REFUSED_AT_ONCE_MAX} connections were refused at "
                    f"{now_us / 1e6:.6f} s: somebody asks again and again without a pause. "
                    f"The tasks are\n{told(self.loop)}"
                )
            )
            await self.loop.create_future()

    def connect(self) -> Line:
        """Return a new connection of the process that asks for it."""
        if len(self._lines) >= 2 * self._kept:
            self._lines = [(line, whose) for line, whose in self._lines if not line.is_gone]
            self._kept = max(LINES_KEPT, len(self._lines))
        line = Line(self.loop, f"c{next(self._names)}")
        self._lines.append((line, PROCESS.get()))
        return line

    def sever(self, process: Process) -> None:
        """End the connections of a process that is no more, as its kernel would."""
        for line, whose in self._lines:
            if whose is process and not line.is_gone:
                line.leave()

    def request(
        self,
        listener: Listener,
        line: Line,
        *,
        method: str,
        target: str,
        headers: Headers,
        body: bytes,
    ) -> Exchange:
        """Let a request arrive at a server, which works on it in a task of its own."""
        exchange = line.begin(body)
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "extensions": {TRANSPORT: line, CONNECTION: exchange},
        }
        context = self._context.copy()
        context.run(EXCHANGE.set, exchange)
        work = listener.app(scope, exchange.receive, exchange.send)
        assert inspect.iscoroutine(work), "an ASGI app is a coroutine function"
        task: asyncio.Task[None] = self.loop.create_task(work, context=context)
        task.add_done_callback(lambda done: self._served(done, exchange), context=context)
        return exchange

    def read(self, exchange: Exchange) -> None:
        """Note that a client has read an answer to its end."""
        if self.on_read is not None:
            self.on_read(exchange)

    def _served(self, task: "asyncio.Task[None]", exchange: Exchange) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.mishaps.append(error)
        if not exchange.is_ended:
            # uvicorn closes the connection of an app that leaves a request unanswered.
            exchange.line.close()
