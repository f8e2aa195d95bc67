"""What a management request brings: fields of the query and the body, its token, its file.

Query, form and JSON are one: clients put the token and the fields into any of them. Source:
PHP (body and query), PYBOT (query beside a JSON body), HA (JSON), read 2026-11-22. What counts
where a field is in both is not known; here the query goes first, as for the token of a send.
"""

import re
from collections.abc import Mapping

import msgspec
from fastapi import Request

from windtunnel.domain.dialect import NumberView, WorldView
from windtunnel.providers.ultramsg.body import Fields, is_json, read_fields, read_form
from windtunnel.providers.ultramsg.facts import FORM_FIELDS_MAX, TOKEN_CHARS_MAX

_MULTIPART = b"multipart/"
_PART_NAME = re.compile(rb'\bname="([^"\r\n]*)"')
_FILE_NAME = re.compile(rb'\bfilename="')
_BOUNDARY = re.compile(rb'boundary="?([^";,\s]{1,200})"?', re.IGNORECASE)


class Ask(msgspec.Struct, kw_only=True):
    """What came, before anybody knows whose it is: fields as text, and a file's bytes."""

    query: Fields = {}
    body: Fields = {}
    file: bytes | None = None
    is_json: bool = False
    is_multipart: bool = False

    @property
    def token(self) -> str | None:
        """The token, None where there is none."""
        token = self.query.get("token") or self.body.get("token")
        return token[: TOKEN_CHARS_MAX + 1] if token else None


class Call(msgspec.Struct, kw_only=True):
    """A request that was let in: whose it is, what it asks for, and the file that came with it."""

    world: WorldView
    number: NumberView
    given: Mapping[str, str]
    file: bytes | None = None

    def field(self, name: str) -> str:
        """Return a field as it was given, "" where it was not."""
        return self.given.get(name, "")


async def read_ask(request: Request) -> Ask:
    """Return what a request brings; a body that cannot be read brings nothing."""
    ask = Ask(query=read_form(request.url.query.encode()))
    headers = dict(request.headers.raw)
    raw = await request.body()
    kind = headers.get(b"content-type", b"")
    if kind.lower().startswith(_MULTIPART):
        ask.is_multipart = True
        ask.body, ask.file = read_parts(raw, kind)
    else:
        ask.is_json = is_json(headers)
        ask.body = read_fields(headers, raw)
    return ask


def read_parts(raw: bytes, kind: bytes) -> tuple[Fields, bytes | None]:
    """Return the fields of a multipart body, and the bytes of the first `file`."""
    boundary = _BOUNDARY.search(kind)
    if boundary is None:
        return {}, None
    fields: Fields = {}
    file = None
    parts = (b"\r\n" + raw).split(b"\r\n--" + boundary[1])
    for part in parts[1 : FORM_FIELDS_MAX + 1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head)
        if name is None:
            continue
        if not _FILE_NAME.search(head):
            fields[name[1].decode("utf-8", "replace")] = content.decode("utf-8", "replace")
        elif file is None and name[1] == b"file":
            file = content
    return fields, file
