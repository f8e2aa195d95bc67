"""The URL to which a service posts its outcomes: loopback, a few at a time, small bodies."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_load.outcomes.reading import BODY_BYTES_MAX

PATH = "/outcome"
CONNECTIONS_MAX = 256
IDLE_S_MAX = 30.0
END_S = 0.05
"""How often it looks whether it is to end."""

ACCEPTED = 202

Take = Callable[[bytes], tuple[int, str]]
"""What is done with a body: the status to answer with, and what was wrong, "" for nothing."""


class CallbackServer:
    """Takes POST /outcome on a loopback port until it is closed."""

    def __init__(self, port: int, take: Take) -> None:
        handler = type("Handler", (_Handler,), {"take": staticmethod(take)})
        try:
            self._server = _Server(("127.0.0.1", port), handler)
        except OSError as error:
            raise ConfigError(
                f"outcome.callback.port is {port}, and cannot be had: {error.strerror}"
            ) from error
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(END_S,), name="callbacks", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Take nothing more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._free = threading.BoundedSemaphore(CONNECTIONS_MAX)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            request.sendall(b"HTTP/1.1 503 Too many connections\r\ncontent-length: 0\r\n\r\n")
            self.shutdown_request(request)

    def process_request_thread(self, request: socket | Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    take: Take
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S_MAX

    def do_POST(self) -> None:
        """Take one outcome."""
        length = self.headers.get("content-length", "")
        if self.path != PATH:
            self._answer(404, f"POST outcomes to {PATH}")
        elif not length.isdecimal():
            self._answer(411, "a body with a content-length is wanted")
        elif int(length) > BODY_BYTES_MAX:
            self.close_connection = True
            self._answer(413, f"the body has {length} bytes; at most {BODY_BYTES_MAX}")
        else:
            status, wrong = self.take(self.rfile.read(int(length)))
            self._answer(status, wrong)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Keep a run's own page free of it."""

    def _answer(self, status: int, wrong: str) -> None:
        body = msgspec.json.encode({"error": wrong} if wrong else {})
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
