"""What a management request asks for: its token, its path without the version, its body."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from fastapi import Request

from windtunnel.providers.meta.paths import VERSIONED

BODY_BYTES_MAX = 65_536
"""Ours; nothing that is taken here is larger. What goes beyond is answered as not readable."""

VERSION_KEY = "windtunnel.version"


class Callback(msgspec.Struct, kw_only=True):
    """An override of the callback; other keys are let be."""

    override_callback_uri: str | None = None
    verify_token: str | None = None


class Ask(Callback, kw_only=True):
    """Every body key that a management endpoint of this part reads."""

    webhook_configuration: Callback | None = None


def without_version(scope: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return a request's scope with its version beside the path, which loses a last slash."""
    found = VERSIONED.fullmatch(scope["path"])
    version, path = (found[1] or "", found[2]) if found else ("", scope["path"])
    path = path.rstrip("/") or "/"
    return {**scope, "path": path, "raw_path": path.encode(), VERSION_KEY: version}


async def read_ask(request: Request) -> Ask | None:
    """Return the body, JSON or form, over the query; None where it cannot be read."""
    given: dict[str, Any] = dict(request.query_params)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            return None
    raw = bytes(body)
    try:
        if raw.lstrip()[:1] == b"{":
            given |= msgspec.json.decode(raw, type=dict[str, Any])
        elif raw:
            given |= dict(parse_qsl(raw.decode("utf-8")))
        nested = given.get("webhook_configuration")
        if isinstance(nested, str):
            given["webhook_configuration"] = msgspec.json.decode(nested)
        return msgspec.convert(given, Ask)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return None
