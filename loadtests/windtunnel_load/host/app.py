"""The host's HTTP face: a raw ASGI function of four routes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from windtunnel.domain.sender import Intent, Outcome, Sender, Webhook

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Report = Callable[[int, Outcome], None]

BODY_BYTES_MAX = 4_194_304
IN_FLIGHT_MAX = 10_000
"""Above what several load processes keep in flight; beyond it a sender is not asked."""

_JSON = [(b"content-type", b"application/json")]
_log = logging.getLogger("windtunnel.host")


class HostApp:
    """POST /send, POST /webhook/{provider}, POST /close, GET /ready."""

    def __init__(self, sender: Sender, report: Report, stop: Callable[[], None]) -> None:
        self._sender = sender
        self._report = report
        self._stop = stop
        self._decode = msgspec.json.Decoder(Intent).decode
        self._flying = 0
        self.closed = asyncio.Event()

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        raw = await _body(receive)
        route = (scope["method"], scope["path"])
        if raw is None:
            status, body = 413, b'{"error":"the body is too large"}'
        elif route == ("POST", "/send"):
            status, body = await self._take_intent(raw)
        elif scope["path"].startswith("/webhook/"):
            provider = scope["path"].removeprefix("/webhook/")
            status, body = await self._take_webhook(scope, provider, raw)
        elif route == ("POST", "/close"):
            await self._close()
            status, body = 200, b"{}"
        elif route == ("GET", "/ready"):
            status, body = 200, b"{}"
        else:
            status, body = 404, b'{"error":"routes: /send /webhook/{provider} /close /ready"}'
        headers = [*_JSON, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _take_intent(self, raw: bytes) -> tuple[int, bytes]:
        if self._flying >= IN_FLIGHT_MAX:
            return 503, b'{"error":"this host holds %d messages; no more"}' % self._flying
        try:
            intent = self._decode(raw)
        except msgspec.DecodeError as error:
            return 400, msgspec.json.encode({"error": f"not an intent: {error}"})
        self._flying += 1
        try:
            outcome = await self._sender.send(intent)
            if outcome is not None:
                self._report(intent.intent, outcome)
        except Exception as error:  # noqa: BLE001 - what a sender raises is a finding, not ours to hide
            _log.exception("send raised intent=%d", intent.intent)
            return 500, msgspec.json.encode({"error": f"{type(error).__name__}: {error}"})
        finally:
            self._flying -= 1
        if outcome is None:
            return 200, b'{"state":"promised"}'
        return 200, msgspec.json.encode({"state": outcome.state})

    async def _take_webhook(
        self, scope: MutableMapping[str, Any], provider: str, raw: bytes
    ) -> tuple[int, bytes]:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        receive = getattr(self._sender, "receive", None)
        if receive is None:
            return 200, b"{}"
        try:
            status = int(await receive(Webhook(provider=provider, headers=headers, body=raw)))
        except Exception:  # noqa: BLE001 - a receiver that raises answers 500, as a web framework would
            _log.exception("receive raised provider=%s", provider)
            return 500, b"{}"
        return status, b"{}"

    async def _close(self) -> None:
        if not self.closed.is_set():
            self.closed.set()
            try:
                await self._sender.close()
            finally:
                self._stop()


async def _body(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_BYTES_MAX:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)
