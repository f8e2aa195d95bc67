"""One request to a target, and the class of what became of it.

It runs in a process that gevent has patched. geventhttpclient 2.6 never sends a POST twice, and
looks whether a kept-alive connection is still open before it is used again.
"""

import time
from typing import NamedTuple

from gevent import GreenletExit
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError
from geventhttpclient.url import URL

from windtunnel.domain.sender import Intent
from windtunnel_load.targets import Target

CONNECT_S_MAX = 5.0
HTTP_NOT_OK = 400
STILL_OPEN = "still open at the end"

_CLASSES: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionResetError, "connection reset"),
    (BrokenPipeError, "connection reset"),
    (HTTPConnectionClosed, "connection closed"),
    (HTTPParseError, "not HTTP"),
    (OSError, "network error"),
)
"""What can go wrong, by class: texts with ports or ids in them would be a name each."""


class Asked(NamedTuple):
    """How one request ended.

    Its status (None: no answer), how long it took, what went wrong, and the reply's body.
    """

    http: int | None
    ms: float
    error: str | None
    body: bytes = b""

    @property
    def failure(self) -> str | None:
        """The class of failure as Locust's page shows it."""
        if self.http is not None and self.http >= HTTP_NOT_OK:
            return f"HTTP {self.http}"
        return self.error


class Asker:
    """A pool of kept-alive connections to one target."""

    def __init__(self, target: Target, *, connections: int, timeout_s: float) -> None:
        self._target = target
        self._client = HTTPClient.from_url(
            URL(target.url),
            concurrency=connections,
            connection_timeout=CONNECT_S_MAX,
            network_timeout=timeout_s,
            insecure=False,
        )

    def ask(self, intent: Intent) -> Asked:
        """Send one intent and wait for the answer, whatever it is."""
        request = self._target.render(intent)
        began = time.monotonic()
        status: int | None = None
        error: str | None = None
        body = b""
        try:
            reply = self._client.request(
                request.method, request.path, body=request.body, headers=request.headers
            )
            body = bytes(reply.read())
            status = reply.status_code
        except (OSError, HTTPParseError) as raised:
            error = class_of(raised)
        except GreenletExit:
            error = STILL_OPEN
        return Asked(status, round((time.monotonic() - began) * 1000, 3), error, body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def class_of(error: Exception) -> str:
    """Return the class of an error: one of a few words."""
    return next(name for kind, name in _CLASSES if isinstance(error, kind))
