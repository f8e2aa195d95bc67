"""How a message stands in the provider's words: its status in the queue and its ack.

Source: BLOG (statuses), DOC-list (acks), read 2026-11-22.
"""

from windtunnel.domain.message import InboundEvent, Message
from windtunnel.providers.ultramsg.errors import STATUSES as FAILURES
from windtunnel.providers.ultramsg.recipients import chat_of, group_of
from windtunnel.providers.ultramsg.webhooks import ACKS

UNSENT = "unsent"
STATUSES = ("sent", "queue", UNSENT, "invalid", "expired")

_WAITING = frozenset({"queued", "accepted"})


def status_of(message: Message) -> str:
    """Return a message's status in the queue, one of STATUSES."""
    if message.status in _WAITING:
        return "queue"
    if message.status == "failed":
        return FAILURES.get(message.fail_code or 0, UNSENT)
    return "sent"


def ack_of(message: Message) -> str:
    """Return a message's ack, "" before it has left the queue and where it never did."""
    return ACKS.get(message.status, "")


def chat_of_message(message: Message) -> str:
    """Return the chat that a message belongs to."""
    return chat_of(message.wa_id)


def chat_of_inbound(event: InboundEvent) -> str:
    """Return the chat in which a customer wrote."""
    return group_of(event.group) if event.group else chat_of(event.wa_id)
