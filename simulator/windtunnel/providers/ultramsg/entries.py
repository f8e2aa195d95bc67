"""Messages as the lists show them.

Source: TSD (entries of `GET messages`), WH and CAP (messages of a chat), read 2026-11-22. The
list of a chat was not captured; it is assumed to hold what webhooks hold.
"""

import msgspec

from windtunnel.domain.dialect import WorldView
from windtunnel.domain.message import Message
from windtunnel.providers.ultramsg.fields import WIRE_KINDS
from windtunnel.providers.ultramsg.recipients import own_id
from windtunnel.providers.ultramsg.standing import (
    ack_of,
    chat_of_message,
    status_of,
)


class QueueEntry(msgspec.Struct, kw_only=True, rename={"from_": "from"}):
    """One message of the queue or the history; times are Unix seconds."""

    id: int
    referenceId: str | None  # noqa: N815 - the wire's own name
    from_: str
    to: str
    body: str
    priority: int
    status: str
    ack: str
    type: str
    created_at: int
    sent_at: int | None
    metadata: dict[str, str]


class QueuePage(msgspec.Struct, kw_only=True):
    """The answer of `GET messages`."""

    total: int
    pages: int
    limit: int
    page: int
    messages: list[QueueEntry]


def queue_entry(message: Message, world: WorldView) -> QueueEntry:
    """Return a message as the queue's list shows it.

    `metadata` holds what else the send said, and the WhatsApp id once there is one: assumed, the
    object's keys were not captured.
    """
    metadata = dict(message.note or {})
    if ack_of(message):
        metadata["messageId"] = message.id
    return QueueEntry(
        id=message.ordinal,
        referenceId=message.opaque,
        from_=own_id(message.display),
        to=chat_of_message(message),
        body=message.text,
        priority=message.priority,
        status=status_of(message),
        ack=ack_of(message),
        type=WIRE_KINDS.get(message.kind, message.kind),
        created_at=world.unix_s(message.accepted_t),
        sent_at=None if message.sent_t is None else world.unix_s(message.sent_t),
        metadata=metadata,
    )
