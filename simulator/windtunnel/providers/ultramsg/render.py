"""Answers on the wire: an acceptance, or an error as a text or an array of one-key objects.

Source: TSD, ODOO, N8N (acceptance); N8N and DIAG (shapes of an error), read 2026-11-22. That
`sent` is a text and not a boolean is what clients stumble over.
"""

import msgspec

from windtunnel.domain.submit import Answer, Reply
from windtunnel.providers.ultramsg.errors import SENT_FALSE
from windtunnel.providers.ultramsg.rules import DETAILS

_JSON = (b"content-type", b"application/json; charset=utf-8")
_encode = msgspec.json.Encoder().encode


def render_answer(answer: Answer) -> Reply:
    """Return the wire form of an answer."""
    if answer.accepted:
        body = b'{"sent":"true","message":"ok","id":%d}' % answer.ordinal
        return Reply(status=answer.http, headers=[_JSON], body=body)
    headers = [_JSON]
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", b"%d" % answer.retry_after_s))
    return Reply(status=answer.http, headers=headers, body=error_body(answer))


def error_body(answer: Answer) -> bytes:
    """Return the body of a refusal."""
    code = answer.code
    assert code is not None, "a refusal has a code"
    details = answer.details or DETAILS.get(code.code) or code.title
    if code.type == SENT_FALSE:
        return _encode({"sent": "false", "message": _in_words(details)})
    if details.startswith("["):
        return b'{"error":%b}' % details.encode()
    return _encode({"error": details})


def _in_words(details: str) -> str:
    """Return an array of complaints as a sentence. Source: assumed, after the words of N8N."""
    if not details.startswith("["):
        return details
    return ", ".join(
        f"{name} {what}" for each in msgspec.json.decode(details) for name, what in each.items()
    )
