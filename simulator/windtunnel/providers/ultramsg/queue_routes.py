"""`messages`: the queue, the history, and what is done to a message that has left.

Source: DOC-list, PHP SDK v2.0.8, UMWA and TSD, read 2026-11-22.
"""

from collections.abc import Iterable

from windtunnel.domain.events import Amend, ClearMessages, Listed, Resend
from windtunnel.domain.message import Message
from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.entries import QueuePage, queue_entry
from windtunnel.providers.ultramsg.fields import REQUIRED, WRONG
from windtunnel.providers.ultramsg.lists import by_ordinal, cut, read_int, selection
from windtunnel.providers.ultramsg.notes import note
from windtunnel.providers.ultramsg.replies import DONE, json_reply, wrong
from windtunnel.providers.ultramsg.standing import STATUSES, ack_of, status_of

RESENDABLE = ("unsent", "expired")
CLEARABLE = ("queue", "sent", "unsent", "invalid")
"""Source: UMWA and TSD; `expired` is not listed there."""

EMOJI_CHARS_MAX = 40
"""Ours; the longest sequences that are one emoji have about 20."""


async def messages(call: Call) -> Reply:
    """GET messages: filtered, sorted and paged; who sees a message can know how it stands."""
    kept = call.world.messages(call.number.id)
    found = selection(kept, call.given, call.world)
    page = cut(found, call.given, call.world)
    show(call, page.messages)
    return json_reply(
        QueuePage(
            total=page.total,
            pages=page.pages,
            limit=page.limit,
            page=page.page,
            messages=[queue_entry(message, call.world) for message in page.messages],
        )
    )


async def statistics(call: Call) -> Reply:
    """GET messages/statistics: how many stand how; nothing of a single one."""
    counts = dict.fromkeys(STATUSES, 0)
    for message in call.world.messages(call.number.id):
        counts[status_of(message)] += 1
    return json_reply({"messages_statistics": counts})


async def resend_by_status(call: Call) -> Reply:
    """POST messages/resendByStatus: what was unsent or expired is queued again."""
    status = _status(call, RESENDABLE)
    found = _standing(call, status)
    if found:
        call.world.apply(Resend(number=call.number.id, ordinals=found))
    return json_reply(DONE)


async def resend_by_id(call: Call) -> Reply:
    """POST messages/resendById: one message that was unsent or expired is queued again."""
    asked = call.field("id").strip()
    if not asked:
        raise wrong(call.world, [("id", REQUIRED)])
    ordinal = read_int(asked)
    found = () if ordinal is None else by_ordinal(call.world.messages(call.number.id), ordinal)
    if not found or status_of(found[0]) not in RESENDABLE:
        raise wrong(call.world, [("id", WRONG)])
    call.world.apply(Resend(number=call.number.id, ordinals=(found[0].ordinal,)))
    return json_reply(DONE)


async def clear(call: Call) -> Reply:
    """POST messages/clear: messages of a status leave the list; queued ones are not sent."""
    found = _standing(call, _status(call, CLEARABLE))
    if found:
        call.world.apply(ClearMessages(number=call.number.id, ordinals=found))
    return json_reply(DONE)


async def react(call: Call) -> Reply:
    """POST messages/reaction: to a message of a customer, or to an own one that has left.

    What the real service answers was not captured; this is the answer of a send, without the
    queue's id, since nothing is queued here.
    """
    wanting = [(name, REQUIRED) for name in ("msgId", "emoji") if not call.field(name).strip()]
    if wanting:
        raise wrong(call.world, wanting)
    emoji = call.field("emoji").strip()
    if len(emoji) > EMOJI_CHARS_MAX:
        raise wrong(call.world, [("emoji", WRONG)])
    _, own = _named(call)
    if own is not None:
        call.world.apply(Amend(number=call.number.id, ordinal=own.ordinal, reaction=emoji))
    return json_reply({"sent": "true", "message": "ok"})


async def delete(call: Call) -> Reply:
    """POST messages/delete: a message leaves its chat; an own one is retracted for everybody."""
    if not call.field("msgId").strip():
        raise wrong(call.world, [("msgId", REQUIRED)])
    message_id, own = _named(call)
    note(call.number, "gone", message_id, "")
    if own is not None:
        call.world.apply(Amend(number=call.number.id, ordinal=own.ordinal, is_retracted=True))
    return json_reply(DONE)


def show(call: Call, found: Iterable[Message]) -> None:
    """Note that a client was shown these messages."""
    ordinals = tuple(message.ordinal for message in found)
    if ordinals:
        call.world.apply(Listed(number=call.number.id, ordinals=ordinals))


def _named(call: Call) -> tuple[str, Message | None]:
    """Return the WhatsApp id that a request names, and its message where it is an own one.

    Raises:
        Refused: no message of this number has it.
    """
    asked = call.field("msgId").strip()
    for each in call.world.messages(call.number.id):
        if each.id == asked and ack_of(each):
            return asked, each
    if any(each.event == asked for each in call.world.inbound(call.number.id)):
        return asked, None
    raise wrong(call.world, [("msgId", WRONG)])


def _status(call: Call, allowed: tuple[str, ...]) -> str:
    status = call.field("status").strip().lower()
    if not status:
        raise wrong(call.world, [("status", REQUIRED)])
    if status not in allowed:
        raise wrong(call.world, [("status", WRONG)])
    return status


def _standing(call: Call, status: str) -> tuple[int, ...]:
    kept = call.world.messages(call.number.id)
    return tuple(message.ordinal for message in kept if status_of(message) == status)
