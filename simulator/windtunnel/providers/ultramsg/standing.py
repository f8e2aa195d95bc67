"""How a message stands in the provider's words: its status in the queue and its ack.

Source: BLOG (statuses), DOC-list (acks), read 2026-11-22.
"""

from typing import Literal

from windtunnel.domain.message import InboundEvent, Message

QueueStatus = Literal["queue", "sent", "unsent", "invalid", "expired"]
STATUSES: tuple[QueueStatus, ...] = ("sent", "queue", "unsent", "invalid", "expired")

PHONE_DIGITS_MAX = 15
"""Source: ITU-T E.164."""

CODE_INVALID = 20
CODE_EXPIRED = 22

ACKS = {
    "pending": "pending",
    "sent": "server",
    "delivered": "device",
    "read": "read",
    "played": "played",
}
"""By the platform's status."""

KINDS = {"text": "chat", "voice": "ptt"}
"""Types whose names differ from the platform's."""

_WAITING = frozenset({"queued", "accepted"})


def status_of(message: Message) -> QueueStatus:
    """Return a message's status in the queue."""
    if message.status in _WAITING:
        return "queue"
    if message.status != "failed":
        return "sent"
    if message.fail_code == CODE_INVALID:
        return "invalid"
    return "expired" if message.fail_code == CODE_EXPIRED else "unsent"


def ack_of(message: Message) -> str:
    """Return a message's ack, "" before it has left the queue and where it never did."""
    return ACKS.get(message.status, "")


def type_of(kind: str) -> str:
    """Return what the provider calls a kind of message."""
    return KINDS.get(kind, kind)


def chat_id(digits: str) -> str:
    """Return the id of a chat; more digits than a phone number has are a group's."""
    return f"{digits}{'@g.us' if len(digits) > PHONE_DIGITS_MAX else '@c.us'}"


def chat_of(message: Message) -> str:
    """Return the chat that a message belongs to; a group's is as its send named it."""
    return (message.note or {}).get("to") or chat_id(message.wa_id)


def chat_of_inbound(event: InboundEvent) -> str:
    """Return the chat in which a customer wrote."""
    return f"{event.group}@g.us" if event.group else chat_id(event.wa_id)


def own_id(display: str) -> str:
    """Return the chat id of a business number."""
    return chat_id("".join(each for each in display if each.isdecimal()))
