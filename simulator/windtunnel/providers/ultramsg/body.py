"""A request's fields as text, whatever it was written in, and its token.

Source: all official samples are urlencoded, PYBOT and HA post JSON; a multipart form is not
parsed, so its fields are missing (N8N). What other types of content do is assumed: the same.
"""

from functools import lru_cache
from urllib.parse import parse_qsl

import msgspec

from windtunnel.domain.submit import Request
from windtunnel.providers.ultramsg import facts

Fields = dict[str, str]

CONTENT_TYPES_MAX = 1_000
"""Content types that are kept ready: a client sends the same one all day."""

_JSON = "json"
_FORM = "form"
_NOTHING: Fields = {}
_decode = msgspec.json.Decoder().decode


@lru_cache(maxsize=CONTENT_TYPES_MAX)
def written_in(content_type: bytes) -> str:
    """Return "json", "form" or "" for what a Content-Type header announces."""
    kind = content_type.decode("latin-1").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return _JSON
    return _FORM if kind in {"", "application/x-www-form-urlencoded"} else ""


def is_json(headers: dict[bytes, bytes]) -> bool:
    """Say whether a request's body is to be read as JSON."""
    return written_in(headers.get(b"content-type", b"")) == _JSON


def read_fields(headers: dict[bytes, bytes], raw: bytes) -> Fields:
    """Return the fields of a body; one that cannot be read has none."""
    written = written_in(headers.get(b"content-type", b""))
    if written == _JSON:
        return _of_json(raw)
    return read_form(raw) if written else _NOTHING


def read_form(raw: bytes) -> Fields:
    """Return the fields of a query or an urlencoded body; of equal names the last one counts."""
    try:
        pairs = parse_qsl(
            raw.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=facts.FORM_FIELDS_MAX,
        )
    except ValueError:
        return _NOTHING
    return dict(pairs)


def _of_json(raw: bytes) -> Fields:
    try:
        document = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _NOTHING
    if not isinstance(document, dict):
        return _NOTHING
    return {name: text for name, value in document.items() if (text := _text(value)) is not None}


def _text(value: object) -> str | None:
    """Return a JSON value as a form would hold it; null is a field that is not there."""
    if isinstance(value, str):
        return value
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    return msgspec.json.encode(value).decode()


def token_of(request: Request, fields: Fields) -> str | None:
    """Return the token of a request: that of the query, else that of its body."""
    token = fields.get("token")
    if b"token=" in request.query:
        token = read_form(request.query).get("token") or token
    return token[: facts.TOKEN_CHARS_MAX + 1] if token else None
