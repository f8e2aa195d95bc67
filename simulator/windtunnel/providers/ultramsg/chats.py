"""The chats of a number: what it sent and what customers wrote, without what was put away."""

import msgspec

from windtunnel.domain.message import InboundEvent, Message
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import digits_of, is_group, own_chat
from windtunnel.providers.ultramsg.facts import OWN_NAME
from windtunnel.providers.ultramsg.fields import WIRE_KINDS
from windtunnel.providers.ultramsg.notes import all_noted
from windtunnel.providers.ultramsg.recipients import chat_of, group_of
from windtunnel.providers.ultramsg.standing import (
    ack_of,
    chat_of_inbound,
    chat_of_message,
)


class Line(msgspec.Struct, kw_only=True, rename={"from_": "from"}):
    """One message of a chat, with the fields that webhooks have. `time` is a Unix second."""

    id: str
    from_: str
    to: str
    author: str
    pushname: str
    ack: str
    type: str
    body: str
    media: str
    fromMe: bool  # noqa: N815 - the wire's own name
    time: int


class Chat(msgspec.Struct, kw_only=True):
    """Everything that a number has of one chat, oldest first; times are µs."""

    id: str
    name: str
    lines: list[tuple[int, Message | InboundEvent]] = []
    authors: list[str] = []


def chats_of(call: Call, only: str = "") -> dict[str, Chat]:
    """Return the chats of a number by id, or one alone, without what was deleted since."""
    found: dict[str, Chat] = {}
    gone = all_noted(call.number, "gone")
    names = {group_of(group.id): group.name for group in call.world.groups()}
    for t, chat, item in _items(call, only):
        if (item.id if isinstance(item, Message) else item.event) in gone:
            continue
        one = found.setdefault(chat, Chat(id=chat, name=names.get(chat) or name_of(chat)))
        one.lines.append((t, item))
        if isinstance(item, InboundEvent):
            author = chat_of(item.wa_id)
            if is_group(chat):
                if author not in one.authors:
                    one.authors.append(author)
            else:
                one.name = item.profile_name
    _put_away(call, found)
    return found


def name_of(chat: str) -> str:
    """Return how a chat is called whose people have told no name."""
    kind = "Group" if is_group(chat) else "Customer"
    return f"{kind} {digits_of(chat)[-4:]}"


def line_of(item: Message | InboundEvent, call: Call) -> Line:
    """Return a message as the list of its chat shows it."""
    own = own_chat(call.number)
    if isinstance(item, Message):
        return Line(
            id=item.id,
            from_=own,
            to=chat_of_message(item),
            author="",
            pushname=OWN_NAME,
            ack=ack_of(item),
            type=WIRE_KINDS.get(item.kind, item.kind),
            body=item.text,
            media=item.media,
            fromMe=True,
            time=call.world.unix_s(item.sent_t or item.accepted_t),
        )
    return Line(
        id=item.event,
        from_=chat_of_inbound(item),
        to=own,
        author=chat_of(item.wa_id) if item.group else "",
        pushname=item.profile_name,
        ack="",
        type=WIRE_KINDS.get(item.kind, item.kind),
        body=item.text,
        media=item.media,
        fromMe=False,
        time=item.unix_s,
    )


def unread_of(chat: Chat, read_us: int) -> int:
    """Return how many messages of customers came after a chat was read."""
    return sum(1 for t, item in chat.lines if isinstance(item, InboundEvent) and t > read_us)


def _items(call: Call, only: str) -> list[tuple[int, str, Message | InboundEvent]]:
    """Return everything that was sent or received, or that of one chat, in order of time."""
    sent: list[tuple[int, str, Message | InboundEvent]] = [
        (each.sent_t or each.accepted_t, chat, each)
        for each in call.world.messages(call.number.id)
        if ack_of(each) and ((chat := chat_of_message(each)) == only or not only)
    ]
    received = [
        (each.t, chat, each)
        for each in call.world.inbound(call.number.id)
        if (chat := chat_of_inbound(each)) == only or not only
    ]
    return sorted([*sent, *received], key=lambda item: item[0])


def _put_away(call: Call, found: dict[str, Chat]) -> None:
    for kind in ("cleared", "deleted"):
        for chat, until_us in all_noted(call.number, kind).items():
            one = found.get(chat)
            if one is not None:
                one.lines = [line for line in one.lines if line[0] > int(until_us)]
                if kind == "deleted" and not one.lines:
                    del found[chat]
