"""Webhooks: one event a POST, the envelope and every field of its data, without a signature.

Source: WH and CAP (core fields, 2022 and 2023), ZAP and BOOK (`hash`, `sid`, reactions), read
2026-11-22. That own messages carry queue id and referenceId is inferred, the form of `hash` and of
`quotedMsg`, and that own messages never show their media, are assumed; nothing is known of
headers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from windtunnel.domain.dialect import RenderPush
from windtunnel.domain.message import InboundEvent, StatusEvent, WebhookEvent
from windtunnel.providers.ultramsg.facts import NAME_CHARS_MAX, OWN_NAME
from windtunnel.providers.ultramsg.fields import WIRE_KINDS
from windtunnel.providers.ultramsg.ids import short_id
from windtunnel.providers.ultramsg.recipients import (
    chat_of,
    group_of,
    known_as,
    own_id,
    read_to,
)

HEADERS = ((b"content-type", b"application/json"),)

ACKS: dict[str, str] = {
    "pending": "pending",
    "sent": "server",
    "delivered": "device",
    "read": "read",
    "played": "played",
}
"""The ledger's statuses → `data.ack`. Source: DOC-list."""

Envelope = dict[str, Any]
Edit = Callable[[Envelope], None]


def renderer(switches: Mapping[str, Any]) -> RenderPush:
    """Return what makes webhooks' bodies under these switches."""
    edits: list[Edit] = []
    if switches["webhook_fields"] == "2022":
        edits.append(_as_in_2022)
    if not switches["webhook_queue_id"]:
        edits.append(_without_queue_id)
    if switches["webhook_reaction"] == "object":
        edits.append(_with_reaction)

    def render(events: Sequence[WebhookEvent]) -> bytes:
        (event,) = events
        body = envelope(event)
        for edit in edits:
            edit(body)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")

    return render


def envelope(event: WebhookEvent) -> Envelope:
    """Return a webhook's document under the usual switches."""
    if isinstance(event, StatusEvent):
        return _own(event)
    assert isinstance(event, InboundEvent), f"a {type(event).__name__} is not told here"
    return _inbound(event)


def _own(event: StatusEvent) -> Envelope:
    message = event.message
    note = message.note or {}
    kind = "message_create" if event.status == "pending" else "message_ack"
    data = _data(
        message.id,
        sent_from=own_id(message.display),
        sent_to=chat_of(message.wa_id),
        kind=message.kind,
        body=message.text,
        context=note.get("msgId"),
    )
    data["pushname"] = OWN_NAME
    data["ack"] = ACKS[event.status]
    data["fromMe"] = True
    data["mentionedIds"] = _mentioned(note.get("mentions", ""))
    data["time"] = event.unix_s
    return {
        "event_type": kind,
        "instanceId": message.number,
        "id": str(message.ordinal),
        "referenceId": message.opaque or "",
        "hash": _hash(event.event),
        "data": data,
    }


def _inbound(event: InboundEvent) -> Envelope:
    is_reaction = event.kind == "reaction"
    chat = group_of(event.group) if event.group else chat_of(event.wa_id)
    data = _data(
        event.event,
        sent_from=chat,
        sent_to=own_id(event.display),
        kind=event.kind,
        body=event.text,
        context=event.context,
    )
    data["author"] = chat_of(event.wa_id) if event.group else ""
    data["pushname"] = event.profile_name
    data["media"] = event.media
    data["time"] = event.unix_s
    return {
        "event_type": "message_reaction" if is_reaction else "message_received",
        "instanceId": event.number,
        "id": "",
        "referenceId": "",
        "hash": _hash(event.event),
        "data": data,
    }


def _data(
    message: str, *, sent_from: str, sent_to: str, kind: str, body: str, context: str | None
) -> Envelope:
    """Return the fields that all events have, in the order of the captures."""
    return {
        "id": message,
        "sid": short_id(message),
        "from": sent_from,
        "to": sent_to,
        "author": "",
        "pushname": "",
        "ack": "",
        "type": WIRE_KINDS.get(kind, kind),
        "body": body,
        "media": "",
        "fromMe": False,
        "self": False,
        "isForwarded": False,
        "isMentioned": False,
        "quotedMsg": {} if context is None else {"id": context},
        "mentionedIds": [],
        "time": 0,
    }


def _mentioned(mentions: str) -> list[str]:
    """Return the chat ids of whom a send mentions, with commas between them."""
    names = mentions.split(",")
    if len(mentions) >= NAME_CHARS_MAX:
        # No more was kept, so the last one may be a part of what it was.
        names.pop()
    found = (read_to(name.strip()) for name in names)
    return [chat_of(known_as(digits)) for digits, is_known in found if is_known]


def _hash(event: str) -> str:
    return blake2b(event.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _as_in_2022(body: Envelope) -> None:
    del body["hash"], body["data"]["sid"]


def _without_queue_id(body: Envelope) -> None:
    body["id"] = body["referenceId"] = ""


def _with_reaction(body: Envelope) -> None:
    data = body["data"]
    if body["event_type"] == "message_reaction":
        data["reaction"] = {"emoji": data["body"], "msgId": data["quotedMsg"].get("id", "")}
        data["body"] = ""
