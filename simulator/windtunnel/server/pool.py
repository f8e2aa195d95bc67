"""The connections to one webhook receiver, and the posts that wait for one."""

import asyncio
import socket
import ssl
import time
from collections import deque

from windtunnel.server.outbox import Outbox
from windtunnel.server.posting import Connection, Job
from windtunnel.server.settings import is_loopback

CONNECTIONS_MAX = 64
"""To one receiver, however many worlds post to it."""

WAITING_MAX = 20_000
"""Posts that wait for a connection; a world has 64 in flight at most."""

IDLE_S_MAX = 1.0
"""An idle connection is not used again after this: receivers close theirs after 2 s or more, and a
post on a connection that is just being closed would be lost."""

CONNECT_S_MAX = 5.0


class Pool:
    """Kept-alive connections to one host and port; none of them waits for another."""

    def __init__(self, host: str, port: int, *, is_tls: bool, outbox: Outbox) -> None:
        self._outbox = outbox
        self._loop = asyncio.get_running_loop()
        self._host = host
        self._port = port
        self._tls = ssl.create_default_context() if is_tls else None
        self._idle: list[Connection] = []
        self._open: set[Connection] = set()
        self._waiting: deque[Job] = deque()
        self._dialling: set[asyncio.Task[None]] = set()

    @property
    def is_idle(self) -> bool:
        """Whether no connection is open and nothing waits."""
        return not self._open and not self._waiting

    def take(self, job: Job) -> bool:
        """Send a job on an idle connection, on a new one, or when one is free.

        Returns:
            False where too many wait already.
        """
        if self._idle:
            self._start(self._idle.pop(), job)
        elif len(self._open) < CONNECTIONS_MAX:
            self._dial(job)
        elif len(self._waiting) < WAITING_MAX:
            self._waiting.append(job)
        else:
            return False
        return True

    def free(self, connection: Connection) -> None:
        """Take a connection back."""
        if self._waiting:
            self._start(connection, self._waiting.popleft())
        else:
            connection.idle_since = time.monotonic()
            self._idle.append(connection)

    def lost(self, connection: Connection, job: Job | None) -> None:
        """Forget a connection that is no more."""
        del job
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if self._waiting and len(self._open) < CONNECTIONS_MAX:
            self._dial(self._waiting.popleft())

    def sweep(self, now_s: float) -> None:
        """Abort what is over its time, and close what has idled too long."""
        while self._idle and now_s - self._idle[0].idle_since > IDLE_S_MAX:
            self._idle.pop(0).close()
        for connection in tuple(self._open):
            job = connection.job
            if job is not None and now_s - job.started_s > job.timeout_s:
                connection.abort()

    def close(self) -> None:
        """Let go of everything; what is under way ends without an answer."""
        waiting, self._waiting = self._waiting, deque()
        for job in waiting:
            job.finish(None)
        for connection in tuple(self._open):
            connection.abort()
        for task in tuple(self._dialling):
            task.cancel()

    def _start(self, connection: Connection, job: Job) -> None:
        job.started_s = time.monotonic()
        connection.start(job)

    def _dial(self, job: Job) -> None:
        job.started_s = time.monotonic()
        connection = Connection(self, job, self._outbox)
        self._open.add(connection)
        task = self._loop.create_task(self._connect(connection, min(job.timeout_s, CONNECT_S_MAX)))
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)

    async def _connect(self, connection: Connection, within_s: float) -> None:
        try:
            async with asyncio.timeout(within_s):
                for address in await self._addresses():
                    if await self._reach(connection, address):
                        return
        except (OSError, UnicodeError):
            # A timeout and a name that nobody knows are such errors, too, and one too long to ask.
            pass
        connection.connection_lost(None)

    async def _reach(self, connection: Connection, address: str) -> bool:
        try:
            await self._loop.create_connection(
                lambda: connection,
                address,
                self._port,
                ssl=self._tls,
                server_hostname=self._host if self._tls else None,
            )
        except OSError:
            # Not only a refusal: where there is no IPv6, ::1 is an address without a way to it.
            return False
        return True

    async def _addresses(self) -> list[str]:
        """Return the addresses to dial; a loopback name must not lead anywhere else."""
        found = await self._loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if is_loopback(self._host):
            return [address for address in addresses if is_loopback(address)]
        return addresses
