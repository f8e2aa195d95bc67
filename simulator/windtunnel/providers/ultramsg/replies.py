"""Answers of the management endpoints, and how a request ends early."""

from collections.abc import Mapping, Sequence

import msgspec

from windtunnel.domain.dialect import WorldView
from windtunnel.domain.submit import Answer, Reply
from windtunnel.providers.ultramsg.check import said as complaints
from windtunnel.providers.ultramsg.fields import REQUIRED
from windtunnel.providers.ultramsg.render import render_answer

DONE: Mapping[str, str] = {"success": "done"}

_JSON = (b"content-type", b"application/json; charset=utf-8")
_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_PNG = (b"content-type", b"image/png")


class Refused(Exception):  # noqa: N818 - it reads as what it is where it is raised
    """A request ends here with this answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body.decode("utf-8", "replace"))
        self.reply = reply


def json_reply(value: object, http: int = 200) -> Reply:
    """Return a JSON answer."""
    return Reply(status=http, headers=[_JSON], body=msgspec.json.encode(value))


def picture(png: bytes) -> Reply:
    """Return a PNG."""
    return Reply(status=200, headers=[_PNG], body=png)


def text_reply(text: bytes) -> Reply:
    """Return plain text."""
    return Reply(status=200, headers=[_TEXT], body=text)


def refused(answer: Answer) -> Refused:
    """Return the end of a request that the platform refuses."""
    return Refused(render_answer(answer))


def said(world: WorldView, text: str) -> Refused:
    """Return the end of a request with a sentence."""
    return refused(world.refuse("value_invalid", what=text))


def wrong(world: WorldView, problems: Sequence[tuple[str, str]]) -> Refused:
    """Return the end of a request whose fields are wanting: (field, what is wrong with it)."""
    is_missing = any(what == REQUIRED for _, what in problems)
    reason = "parameter_missing" if is_missing else "value_invalid"
    return refused(world.refuse(reason, what=complaints(problems)))
