"""Requests, messages and answers for the tests of UltraMsg's dialect."""

import json
from urllib.parse import urlencode

from windtunnel.domain.message import InboundEvent, Message, StatusEvent
from windtunnel.domain.submit import Answer, Request
from windtunnel.providers.ultramsg import dialect

NUMBER = "100000000000001"
TOKEN = "zvfqag30fw73yo7u"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

SENDS = {
    "chat": {"body": "Hello"},
    "image": {"image": "https://files.example/1.jpg", "caption": "One"},
    "sticker": {"sticker": "https://files.example/1.webp"},
    "document": {"filename": "a.pdf", "document": "https://files.example/a.pdf", "caption": "Two"},
    "audio": {"audio": "https://files.example/1.mp3"},
    "voice": {"audio": "https://files.example/1.ogg"},
    "video": {"video": "https://files.example/1.mp4", "caption": "Three"},
    "contact": {"contact": "14155552671@c.us,14155552672@c.us"},
    "location": {"address": "1 Hacker Way\nMenlo Park", "lat": "25.197197", "lng": "55.2721877"},
    "vcard": {"vcard": "BEGIN:VCARD\nVERSION:3.0\nFN:lorem ipsum\nEND:VCARD"},
    "link": {"link": "https://shop.example/"},
}
"""A good send of each type. Source: the samples of PHP, read 2026-11-22."""


def request(kind="chat", *, written=FORM, query=b"", number=NUMBER, raw=None, **fields):
    """Return a send as it came over the wire; None leaves a field out."""
    given = {"token": TOKEN, "to": "+14155552671", **SENDS.get(kind, {}), **fields}
    given = {name: value for name, value in given.items() if value is not None}
    if raw is None:
        as_json = "json" in written.lower()
        raw = json.dumps(given).encode() if as_json else urlencode(given).encode()
    return Request(
        method="POST",
        path=f"/instance{number}/messages/{kind}",
        query=query,
        headers={} if not written else {b"content-type": written.encode()},
        body=raw,
        conn="c1",
    )


def submit(kind="chat", **more):
    return dialect.submit(request(kind, **more))


def refusal(kind="chat", **more):
    """Return (reason, what is said) of a send that is refused."""
    refused = submit(kind, **more).refusal
    assert refused is not None, "the send was taken"
    return refused.reason, json.loads(refused.fields.get("what", "null"))


def refused(reason, *, switches=None, **fields):
    """Return what a platform answers for a reason, as rendered: (status, document)."""
    catalog = dialect.catalog(switches or {})
    rule = catalog.rules[reason]
    code = catalog.code(rule.code)
    answer = Answer(
        attempt="",
        provider="ultramsg",
        accepted=False,
        kind="",
        code=code,
        http=rule.http or code.http,
        details=rule.details.format_map(fields),
    )
    reply = dialect.render_answer(answer)
    return reply.status, json.loads(reply.body)


def message(**more):
    values = {
        "id": "true_14155552671@c.us_3EB0C767D82B632A2E4E",
        "provider": "ultramsg",
        "account": "200000000000001",
        "number": NUMBER,
        "display": "+1 555-010-0001",
        "wa_id": "14155552671",
        "recipient": "14155552671",
        "country": "US",
        "kind": "text",
        "form": "free",
        "category": "service",
        "text": "Hello",
        "accepted_t": 0,
        "content_sha": "c",
        "ordinal": 7,
        "opaque": "order-1",
    }
    return Message(**values | more)


def status(name="sent", **more):
    return StatusEvent(
        event=f"x:{name}", message=message(**more), status=name, t=0, unix_s=1_764_000_000
    )


def inbound(said="Hi", **more):
    values = {
        "event": "false_14155552671@c.us_3AEB0C767D82B632A2E4E1122334455F",
        "provider": "ultramsg",
        "account": "200000000000001",
        "number": NUMBER,
        "display": "15550100001",
        "wa_id": "14155552671",
        "profile_name": "Ana",
        "text": said,
        "t": 0,
        "unix_s": 1_764_000_000,
    }
    return InboundEvent(**values | more)


def pushed(event, **switches):
    """Return the document that a subscriber gets of an event."""
    return json.loads(dialect.renderer(dialect.catalog(switches))([event]))
