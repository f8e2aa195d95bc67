"""The courier's HTTP port: raw keep-alive connections, a pool for each receiver.

A signed POST costs about 15 µs this way; a general HTTP client costs 100 to 8,000.
"""

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import SplitResult, quote, urlsplit

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.server.outbox import Outbox
from windtunnel.server.pool import Pool
from windtunnel.server.posting import Done, Job

POOLS_MAX = 1_000
"""Receivers that one server posts to; beyond it, pools without connections are forgotten."""

ROUTES_MAX = 10_000
"""URLs whose head is kept ready."""

SWEEP_S = 0.25
"""How often timeouts are looked for, hence how exact they are."""

TIMEOUT_S_MIN = 1.0
"""The shortest real timeout, however fast the world's clock runs."""

AGENT = b"windtunnel/0.1"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "%/:?#[]@!$&'()*+,;=~"


class Route(msgspec.Struct):
    """A URL made ready: its pool, and the fixed part of its requests' head."""

    pool: Pool
    post: bytes
    tail: bytes


class Poster:
    """Posts webhooks; the result comes by callback, because a task for each would cost more."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._loop = asyncio.get_running_loop()
        self._pools: dict[tuple[str, str, int], Pool] = {}
        self._routes: dict[str, Route] = {}
        self._sweeper: asyncio.TimerHandle | None = None

    def post(
        self,
        url: str,
        headers: Sequence[tuple[bytes, bytes]],
        body: bytes,
        *,
        tag: str,
        done: Done,
        timeout_s: float,
        provider: str = "",  # noqa: ARG002 - the URL says enough; in process there is none
    ) -> None:
        """Post a body; `done` is called with the tag when it ended, one way or the other.

        `provider` is whose webhook it is.
        """
        route = self._routes.get(url) or self._route(url)
        parts = [route.post]
        for name, value in headers:
            parts += (name, b": ", value, b"\r\n")
        parts += (b"content-length: %d\r\n\r\n" % len(body), body)
        self._take(route.pool, Job(b"".join(parts), tag, done, timeout_s))

    async def get(self, url: str, *, timeout_s: float) -> tuple[int | None, bytes]:
        """Return the status and the body of a GET, None where there was no answer."""
        route = self._route(url, is_kept=False)
        ended: asyncio.Future[tuple[int | None, bytes]] = self._loop.create_future()

        def done(_tag: str, status: int | None, _ms: float, body: bytes) -> None:
            if not ended.done():
                ended.set_result((status, body))

        data = b"GET %buser-agent: %b\r\n\r\n" % (route.tail, AGENT)
        self._take(route.pool, Job(data, "", done, timeout_s))
        return await ended

    def check(self, url: str) -> None:
        """Make sure that a URL can be posted to.

        Raises:
            ConfigError: it cannot; the text says why.
        """
        self._route(url)

    def close(self) -> None:
        """Let go of every connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()
        self._routes.clear()

    def _take(self, pool: Pool, job: Job) -> None:
        job.timeout_s = max(job.timeout_s, TIMEOUT_S_MIN)
        if not pool.take(job):
            self._loop.call_soon(job.finish, None)
        if self._sweeper is None:
            self._sweeper = self._loop.call_later(SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        now_s = time.monotonic()
        for pool in tuple(self._pools.values()):
            pool.sweep(now_s)
        is_idle = all(pool.is_idle for pool in self._pools.values())
        self._sweeper = None if is_idle else self._loop.call_later(SWEEP_S, self._sweep)

    def _route(self, url: str, *, is_kept: bool = True) -> Route:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
            tail = _tail(parts)
        except ValueError as error:
            raise ConfigError(f"webhook URL {url!r}: {error}") from error
        if host is None or parts.scheme not in _DEFAULT_PORTS:
            raise ConfigError(f"webhook URL {url!r}; must begin with http:// or https://")
        key = (parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme])
        pool = self._pools.get(key)
        if pool is None:
            self._make_room()
            pool = self._pools[key] = Pool(
                host, key[2], is_tls=parts.scheme == "https", outbox=self._outbox
            )
        route = Route(pool, b"POST " + tail, tail)
        if is_kept:
            if len(self._routes) >= ROUTES_MAX:
                self._routes.clear()
            self._routes[url] = route
        return route

    def _make_room(self) -> None:
        if len(self._pools) < POOLS_MAX:
            return
        for key, pool in tuple(self._pools.items()):
            if pool.is_idle:
                del self._pools[key]
        self._routes.clear()


def _tail(parts: SplitResult) -> bytes:
    """Return "<target> HTTP/1.1" and the headers that every request to a URL has."""
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    host = parts.netloc.rpartition("@")[2].encode(
        "idna" if not parts.netloc.isascii() else "ascii"
    )
    line = quote(target, safe=_SAFE).encode()
    return b"%b HTTP/1.1\r\nhost: %b\r\naccept: */*\r\n" % (line, host)
