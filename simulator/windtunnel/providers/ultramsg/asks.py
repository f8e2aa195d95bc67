"""What a management request brings: fields of the query and the body, its token, its file.

Query, form and JSON are one: clients put the token and the fields into any of them. Source:
PHP SDK v2.0.8 (body and query), python-whatsApp-bot (query beside a JSON body), Home Assistant
integration (JSON), read 2026-11-22.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from fastapi import Request

from windtunnel.domain.dialect import NumberView, WorldView

FIELDS_MAX = 1_000
"""Ours; no endpoint has more than twelve."""

_PART_NAME = re.compile(rb'\bname="([^"\r\n]*)"')
_FILE_NAME = re.compile(rb'\bfilename="([^"\r\n]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,200})"?')
_WORDS = {True: "true", False: "false"}


class Upload(msgspec.Struct, kw_only=True, frozen=True):
    """The file of a multipart body."""

    name: str
    content: bytes


class Ask(msgspec.Struct, kw_only=True):
    """Fields as words, whatever way they came; the body's go before the query's."""

    given: dict[str, str] = {}
    upload: Upload | None = None

    @property
    def token(self) -> str | None:
        """The token, None where there is none."""
        return self.given.get("token") or None


class Call(msgspec.Struct, kw_only=True):
    """A request that was let in: whose it is, and what it asks for."""

    world: WorldView
    number: NumberView
    ask: Ask

    def field(self, name: str) -> str:
        """Return a field as it was given, "" where it was not."""
        return self.ask.given.get(name, "")


async def read_ask(request: Request, *, may_be_multipart: bool) -> Ask:
    """Return what a request brings; a body that cannot be read brings nothing."""
    given = dict(parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    body = await request.body()
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith("multipart/"):
        if may_be_multipart:
            # The boundary's case counts, so it is read from the header as it came.
            fields, upload = read_parts(body, request.headers["content-type"])
            return Ask(given=given | fields, upload=upload)
        return Ask(given=given)
    return Ask(given=given | _fields(body))


def _fields(body: bytes) -> dict[str, str]:
    try:
        if body.lstrip()[:1] == b"{":
            return _words(msgspec.json.decode(body, type=dict[str, Any]))
        text = body.decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}


def _words(found: Mapping[str, Any]) -> dict[str, str]:
    """Return JSON values as a form would hold them; null is as good as absent."""
    words = {}
    for name, value in found.items():
        if isinstance(value, str):
            words[name] = value
        elif isinstance(value, bool):
            words[name] = _WORDS[value]
        elif value is not None:
            words[name] = msgspec.json.encode(value).decode()
    return words


def read_parts(body: bytes, kind: str) -> tuple[dict[str, str], Upload | None]:
    """Return the fields and the first file of a multipart body."""
    boundary = _BOUNDARY.search(kind)
    if boundary is None:
        return {}, None
    fields: dict[str, str] = {}
    upload = None
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("latin-1", "replace"))
    for part in parts[1 : FIELDS_MAX + 1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head)
        file = _FILE_NAME.search(head)
        if name is None:
            continue
        if file is None:
            fields[name[1].decode("utf-8", "replace")] = content.decode("utf-8", "replace")
        elif upload is None and name[1] == b"file":
            upload = Upload(name=file[1].decode("utf-8", "replace"), content=content)
    return fields, upload
