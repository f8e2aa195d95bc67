"""One kept-alive connection to a webhook receiver."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import httptools
import msgspec

from windtunnel.server.outbox import Outbox

RESPONSE_BYTES_MAX = 65_536
"""Of an answer no more than this is read: the status is what counts."""

KNOWN_MAX = 1_024
"""Whole answers that are kept ready: a receiver says the same thing all day, or all second."""

KNOWN_BYTES_MAX = 512

_INFORMATIONAL = 200

Done = Callable[[str, int | None, float, bytes], None]
"""(tag, HTTP status or None, milliseconds, body): called once, never from within `post`."""


class Job(msgspec.Struct):
    """One request to make; `tag` is handed back to `done`."""

    data: bytes
    tag: str
    done: Done
    timeout_s: float
    started_s: float = 0.0

    def finish(self, status: int | None, body: bytes = b"") -> None:
        """Say how it ended; one that was never begun took no time."""
        took_s = time.monotonic() - self.started_s if self.started_s else 0.0
        self.done(self.tag, status, took_s * 1000, body)


_known: dict[bytes, tuple[int | None, bytes]] = {}


def _learn(data: bytes, status: int | None, body: bytes) -> None:
    """Keep an answer that came whole and alone, on a connection that goes on."""
    if len(data) > KNOWN_BYTES_MAX:
        return
    if len(_known) >= KNOWN_MAX:
        _known.clear()
    _known[data] = (status, body)


class Owner(Protocol):
    """Who lends a connection out."""

    def free(self, connection: "Connection") -> None:
        """The connection's job is over and it may take another."""

    def lost(self, connection: "Connection", job: Job | None) -> None:
        """The connection is no more; `job` is the one that it had not ended."""


class Connection(asyncio.Protocol):
    """Takes one job at a time; the answer is read by httptools."""

    __slots__ = (
        "_body",
        "_is_fresh",
        "_is_kept",
        "_is_whole",
        "_outbox",
        "_owner",
        "_parser",
        "_status",
        "_transport",
        "idle_since",
        "job",
    )

    def __init__(self, owner: Owner, job: Job, outbox: Outbox) -> None:
        self._owner = owner
        self._outbox = outbox
        self.job: Job | None = job
        self.idle_since = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.WriteTransport | None = None
        self._reset()

    def _reset(self) -> None:
        self._status: int | None = None
        self._body = b""
        self._is_fresh = True
        self._is_whole = False
        self._is_kept = False

    def connection_made(self, transport: asyncio.WriteTransport) -> None:  # type: ignore[override]
        """Send the job that the connection was opened for."""
        self._transport = transport
        if self.job is None:
            # It was given up while it was being dialled.
            transport.abort()
        else:
            transport.write(self.job.data)

    def start(self, job: Job) -> None:
        """Send another job."""
        assert self.job is None, "one job at a time"
        assert self._transport is not None, "only an open connection is lent out"
        self.job = job
        self._reset()
        self._outbox.put(self._transport, job.data)

    def abort(self) -> None:
        """Let go at once; the job ends without an answer."""
        self.job, job = None, self.job
        if self._transport is not None:
            self._transport.abort()
        if job is not None:
            job.finish(None)

    def close(self) -> None:
        """Close an idle connection."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Read a part of an answer; one that is known, byte for byte, needs no parser."""
        is_fresh, self._is_fresh = self._is_fresh, False
        if is_fresh and (known := _known.get(data)) is not None:
            self._status, self._body = known
            self._is_whole = self._is_kept = True
            self._end()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.abort()
            return
        if self._is_whole or len(self._body) > RESPONSE_BYTES_MAX:
            if is_fresh and self._is_whole and self._is_kept:
                _learn(data, self._status, self._body)
            self._end()

    def on_headers_complete(self) -> None:
        """Note the status; a receiver's "100 Continue" is not its answer."""
        status = self._parser.get_status_code()
        if status >= _INFORMATIONAL:
            self._status = status
            self._is_kept = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        """Keep the body, up to its bound."""
        self._body += body

    def on_message_complete(self) -> None:
        """The answer is whole, unless it was informational."""
        self._is_whole = self._status is not None

    def connection_lost(self, exc: Exception | None) -> None:
        """The receiver is gone; an answer whose end is the connection's end is whole now."""
        del exc
        self.job, job = None, self.job
        self._owner.lost(self, job)
        if job is not None:
            job.finish(self._status, self._body)

    def _end(self) -> None:
        self.job, job = None, self.job
        status, body = self._status, self._body
        assert self._transport is not None, "only an open connection gets an answer"
        if self._is_whole and self._is_kept and not self._transport.is_closing():
            self._owner.free(self)
        else:
            self._transport.abort()
        if job is not None:
            job.finish(status, body)
