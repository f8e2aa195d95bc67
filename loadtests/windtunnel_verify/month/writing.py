"""How a message is written to a provider: the bytes of one request, as a client sends them."""

from collections.abc import Callable

import msgspec

from windtunnel.domain.sender import Intent
from windtunnel.domain.submit import Request
from windtunnel_load.senders.reference.wires.meta import VERSION, body_of
from windtunnel_scenarios.templates import LIBRARY


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one provider: from which of its numbers, with which token and priority."""

    intent: Intent
    number: str
    token: str
    priority: int | None = None


Write = Callable[[Letter], Request]

_encode = msgspec.json.Encoder().encode
_BODIES = {(spec.name, spec.lang): spec.body for spec in LIBRARY}


def to_meta(letter: Letter) -> Request:
    """Return a template send to the Cloud API."""
    return Request(
        method="POST",
        path=f"/{VERSION}/{letter.number}/messages",
        query=b"",
        headers={
            b"authorization": b"Bearer " + letter.token.encode(),
            b"content-type": b"application/json",
        },
        body=_encode(body_of(letter.intent)),
    )


def to_ultramsg(letter: Letter) -> Request:
    """Return a text send to UltraMsg, which has no templates: the text is written out.

    It is JSON with the token inside, one of the forms that clients send, and the quickest to read.
    """
    fields: dict[str, str | int] = {
        "token": letter.token,
        "to": f"+{letter.intent.recipient}",
        "body": said(letter.intent),
        "referenceId": letter.intent.marker,
    }
    if letter.priority is not None:
        fields["priority"] = letter.priority
    return Request(
        method="POST",
        path=f"/instance{letter.number}/messages/chat",
        query=b"",
        headers={b"content-type": b"application/json"},
        body=_encode(fields),
    )


def said(intent: Intent) -> str:
    """Return what a message says in the customer's language."""
    if intent.text:
        return intent.text
    text = _BODIES[intent.template or "", intent.lang or ""]
    values = (intent.code,) if intent.code is not None else intent.body
    for place, value in enumerate(values, start=1):
        text = text.replace(f"{{{{{place}}}}}", value)
    return text


WRITERS: dict[str, Write] = {"meta": to_meta, "ultramsg": to_ultramsg}
"""By provider; a provider that is not here cannot be compared."""
