"""Answers on the wire: the success body, the error envelope, and the headers beside them.

Source: D:support/error-codes (envelope); headers and their forms from the capture in
GH:botpress/messaging#676, read 2026-11-24.
"""

from base64 import b64encode
from functools import lru_cache

import msgspec

from windtunnel.domain.submit import Answer, Reply
from windtunnel.providers.meta.errors import GRAPH_EXCEPTION, INVALID_PARAMETER, OAUTH_EXCEPTION
from windtunnel.providers.meta.facts import API_VERSION, SUBCODE_UNKNOWN_OBJECT, VERSIONS_MAX
from windtunnel.providers.meta.ids import trace_id
from windtunnel.providers.meta.rules import DETAILS

_JSON = (b"content-type", b"application/json; charset=UTF-8")
_TRANSIENT_CODES = frozenset({1, 2, 4})
_BARE_CODES = frozenset({0, 104, 190, 2500})
"""Their message has no "(#code)" before it, and no error_data beside it."""

_INVALID_TOKEN = frozenset({0, 190})
_RECEIPT = b'{"success":true}'
_encode = msgspec.json.Encoder().encode


class ErrorData(msgspec.Struct, kw_only=True):
    """What WhatsApp adds to an error; the Graph layer's own errors have none."""

    messaging_product: str = "whatsapp"
    details: str


class ErrorBody(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The error object."""

    message: str
    type: str
    code: int
    error_subcode: int | None = None
    error_data: ErrorData | None = None
    is_transient: bool = False
    fbtrace_id: str


class Envelope(msgspec.Struct, kw_only=True):
    """The body of every refusal."""

    error: ErrorBody


def render_answer(answer: Answer) -> Reply:
    """Return the wire form of an answer."""
    if answer.accepted:
        body = _RECEIPT if answer.message is None else _success(answer)
        return Reply(status=answer.http, headers=_headers(answer), body=body)
    error = error_body(answer)
    headers = _headers(answer)
    headers.append((b"www-authenticate", _challenge(error)))
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", b"%d" % answer.retry_after_s))
    return Reply(status=answer.http, headers=headers, body=_encode(Envelope(error=error)))


def error_body(answer: Answer) -> ErrorBody:
    """Return the error object of a refusal."""
    code = answer.code
    assert code is not None, "a refusal has a code"
    is_unknown_object = code.code == INVALID_PARAMETER and answer.subcode == SUBCODE_UNKNOWN_OBJECT
    details = answer.details or DETAILS.get(code.code) or code.title
    error = ErrorBody(
        message=details,
        type=GRAPH_EXCEPTION if is_unknown_object else code.type or OAUTH_EXCEPTION,
        code=code.code,
        error_subcode=answer.subcode,
        is_transient=code.code in _TRANSIENT_CODES,
        fbtrace_id=trace_id(answer.trace),
    )
    is_graph = is_unknown_object or code.code in _BARE_CODES or details.startswith("(#")
    if not is_graph:
        error.message = f"(#{code.code}) {code.title}"
        error.error_data = ErrorData(details=details)
    return error


def _challenge(error: ErrorBody) -> bytes:
    kind = b"invalid_token" if error.code in _INVALID_TOKEN else b"invalid_request"
    text = "".join(c if c.isprintable() and c not in '"\\' else "'" for c in error.message)
    return b'OAuth "Facebook Platform" "%b" "%b"' % (kind, text.encode("ascii", "replace"))


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    trace = answer.trace.to_bytes(8, "big")
    return [
        _JSON,
        _version_header(answer.version),
        (b"x-fb-trace-id", b64encode(trace)[:11]),
    ]


@lru_cache(maxsize=VERSIONS_MAX)
def _version_header(version: str) -> tuple[bytes, bytes]:
    return (b"facebook-api-version", (version or API_VERSION).encode("ascii", "replace"))


def _success(answer: Answer) -> bytes:
    status = ""
    if answer.message_status:
        status = f',"message_status":"{answer.message_status}"'
    to = answer.to
    quoted = f'"{to}"' if to.isdigit() and to.isascii() else _encode(to).decode()
    return (
        f'{{"messaging_product":"whatsapp","contacts":[{{"input":{quoted},'
        f'"wa_id":"{answer.wa_id}"}}],"messages":[{{"id":"{answer.message}"{status}}}]}}'
    ).encode()
