"""Answers of the management endpoints, and how a request ends early.

What is wrong with fields is an array of one-key objects, everything else a string under `error`.
Source: N8N guide and DIAG list, read 2026-11-22, confidence medium.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from windtunnel.domain.dialect import WorldView
from windtunnel.domain.submit import Answer, Reply

DONE: Mapping[str, str] = {"success": "done"}
REQUIRED = "is required"
INVALID = "is not valid"
"""Ours: no source has the words for a value that cannot be read."""

_JSON = [(b"content-type", b"application/json")]
_PNG = [(b"content-type", b"image/png")]


class Refused(Exception):  # noqa: N818 - it reads as what it is where it is raised
    """A request ends here with this answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body.decode("utf-8", "replace"))
        self.reply = reply


def json_reply(value: object, http: int = 200) -> Reply:
    """Return a JSON answer."""
    return Reply(status=http, headers=list(_JSON), body=msgspec.json.encode(value))


def picture(png: bytes) -> Reply:
    """Return a PNG."""
    return Reply(status=200, headers=list(_PNG), body=png)


def refused(answer: Answer) -> Refused:
    """Return the end of a request that the platform refuses."""
    return Refused(json_reply({"error": answer.details}, answer.http))


def said(world: WorldView, text: str) -> Refused:
    """Return the end of a request with a sentence."""
    http = world.refuse("value_invalid", what=text).http
    return Refused(json_reply({"error": text}, http))


def wrong(world: WorldView, problems: Sequence[tuple[str, str]]) -> Refused:
    """Return the end of a request whose fields are wanting."""
    http = world.refuse("parameter_missing", what="").http
    found: list[dict[str, Any]] = [{name: problem} for name, problem in problems]
    return Refused(json_reply({"error": found}, http))
