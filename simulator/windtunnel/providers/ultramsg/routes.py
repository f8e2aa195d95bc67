"""The management endpoints. None is here yet: each answers that its instance is unknown."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from windtunnel.domain.dialect import AsgiApp, FindWorld

BODY = b'{"error":"Instance not found"}'
_HTTP_NOT_FOUND = 404


def make_router(find_world: FindWorld) -> AsgiApp:  # noqa: ARG001 - no endpoint asks for a world
    """Return the ASGI app for everything that is not a send."""

    async def router(
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],  # noqa: ARG001
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] == "http":
            headers = [(b"content-type", b"application/json")]
            start = {"type": "http.response.start", "status": _HTTP_NOT_FOUND, "headers": headers}
            await send(start)
            await send({"type": "http.response.body", "body": BODY})

    return router
