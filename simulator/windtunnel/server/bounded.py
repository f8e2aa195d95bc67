"""A bound for the bodies of everything that is not a send."""

from collections.abc import MutableMapping
from typing import Any

import msgspec

from windtunnel.domain.dialect import AsgiApp
from windtunnel.domain.submit import Reply
from windtunnel.server.wire import Receive, Send, start_of

CONTROL_BYTES_MAX = 8 * 1024 * 1024
"""A world with the most templates that it may have fits in."""

_JSON = [(b"content-type", b"application/json")]


class BodyTooLarge(Exception):  # noqa: N818 - it reads as what it is where it is caught
    """A body goes on beyond its bound; the rest of it is not read."""


def length_of(header: bytes | None) -> int:
    """Return what a content-length header announces, 0 where it says nothing that counts."""
    return int(header) if header is not None and header.isdigit() else 0


async def bounded(
    app: AsgiApp, scope: MutableMapping[str, Any], receive: Receive, send: Send
) -> None:
    """Serve a request with an app, unless its body is larger than CONTROL_BYTES_MAX."""
    seen = 0
    has_begun = False

    async def receive_some() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > CONTROL_BYTES_MAX:
            raise BodyTooLarge
        return message

    async def send_noted(message: MutableMapping[str, Any]) -> None:
        nonlocal has_begun
        has_begun = True
        await send(message)

    if length_of(dict(scope["headers"]).get(b"content-length")) > CONTROL_BYTES_MAX:
        await _refuse(send)
        return
    try:
        await app(scope, receive_some, send_noted)
    except BodyTooLarge:
        if not has_begun:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    text = f"the body is larger than {CONTROL_BYTES_MAX} bytes, the most that is read here"
    reply = Reply(status=413, headers=_JSON, body=msgspec.json.encode({"error": text}))
    await send(start_of(reply))
    await send({"type": "http.response.body", "body": reply.body})
