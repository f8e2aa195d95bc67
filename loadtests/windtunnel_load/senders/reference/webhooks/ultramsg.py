"""Reading UltraMsg's webhooks and lists: a message's gateway status, its ack, customers' texts.

Nothing is signed. Of a message that failed no webhook tells: only a list does.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from windtunnel_load.senders.reference.events import Event, Status, Text

INVALID, UNSENT, EXPIRED = 20, 21, 22
FAILURES = {"invalid": INVALID, "unsent": UNSENT, "expired": EXPIRED}
"""The statuses in which a message has failed, and a number for each: the provider has none."""

ACKS = {
    "pending": "pending",
    "server": "sent",
    "device": "delivered",
    "read": "read",
    "played": "played",
}
"""How far a message has come by its ack."""


def read(body: bytes) -> Iterator[Event]:
    """Yield what a webhook says: one event, or none that concerns us.

    Raises:
        msgspec.MsgspecError: the body is not JSON.
        LookupError, TypeError, AttributeError, ValueError: it has not the documented form.
    """
    found: Any = msgspec.json.decode(body)
    kind, data = found["event_type"].removeprefix("webhook_"), found["data"]
    if kind in {"message_create", "message_ack"}:
        yield _acked(found, data)
    elif kind == "message_received" and data["type"] == "chat" and not _is_of_a_group(data):
        yield _text(found, data)


def instance_of(body: bytes) -> str:
    """Return the digits of the instance that a webhook names, "" where it names none."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return str(found.get("instanceId", "")) if isinstance(found, dict) else ""


def listed(message: Mapping[str, Any]) -> Status:
    """Return what a list says of one message.

    Raises:
        LookupError, TypeError, AttributeError, ValueError: it has not the documented form.
    """
    state, copy = str(message["status"]), str(message["id"])
    status = "failed" if state in FAILURES else "queued"
    if state == "sent":
        status = ACKS.get(str(message.get("ack") or "pending"), "pending")
    return Status(
        message=copy,
        status=status,
        recipient=_digits(message.get("to")),
        opaque=message.get("referenceId") or None,
        code=FAILURES.get(state),
        provider="ultramsg",
    )


def _acked(found: Any, data: Any) -> Status:
    return Status(
        message=data["id"],
        status=ACKS[data.get("ack") or "pending"],
        recipient=_digits(data.get("to")),
        opaque=found.get("referenceId") or None,
        code=None,
        copy=str(found.get("id") or ""),
        provider="ultramsg",
        at=int(data.get("time") or 0),
    )


def _text(found: Any, data: Any) -> Text:
    return Text(
        message=data["id"],
        number=str(found["instanceId"]),
        sender=_digits(data["from"]),
        text=data["body"],
        at=int(data.get("time") or 0),
    )


def _is_of_a_group(data: Any) -> bool:
    """Say whether it was said among several people: a word there is no wish."""
    return bool(data["from"].endswith("@g.us"))


def _digits(address: str | None) -> str:
    """Return the digits of a chat's address or of a number."""
    return (address or "").partition("@")[0].lstrip("+")
