"""`chats`: their list, their messages, and what is done to a whole chat.

Source: UMWA, read 2026-11-22. The fields of an entry are those that public clients read (id,
name, isGroup, unread, last_time); the rest is assumed.
"""

from typing import Any

from windtunnel.domain.message import Message
from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import as_ids, asked_chat, is_group
from windtunnel.providers.ultramsg.chats import Chat, chats_of, line_of, unread_of
from windtunnel.providers.ultramsg.fields import WRONG
from windtunnel.providers.ultramsg.instance_routes import must_be
from windtunnel.providers.ultramsg.lists import read_int
from windtunnel.providers.ultramsg.notes import forget, note, noted
from windtunnel.providers.ultramsg.queue_routes import show
from windtunnel.providers.ultramsg.replies import DONE, json_reply, said, wrong

LIMIT_DEFAULT = 50
LIMIT_MAX = 1_000
"""Source: UMWA, which quotes the vendor's page."""


async def chats(call: Call) -> Reply:
    """GET chats: the latest first."""
    must_be(call, "authenticated")
    return json_reply([_entry(call, chat) for chat in _latest_first(call)])


async def ids(call: Call) -> Reply:
    """GET chats/ids."""
    must_be(call, "authenticated")
    return json_reply(as_ids([chat.id for chat in _latest_first(call)], call))


async def messages(call: Call) -> Reply:
    """GET chats/messages: the last ones of a chat, oldest first; their acks are shown."""
    must_be(call, "authenticated")
    chat = asked_chat(call)
    limit = read_int(call.field("limit").strip() or str(LIMIT_DEFAULT))
    if not limit:
        raise wrong(call.world, [("limit", WRONG)])
    found = chats_of(call, chat).get(chat)
    lines = [] if found is None else found.lines[-min(limit, LIMIT_MAX) :]
    show(call, [item for _, item in lines if isinstance(item, Message)])
    return json_reply([line_of(item, call) for _, item in lines])


async def archive(call: Call) -> Reply:
    """POST chats/archive."""
    note(call.number, "archived", _known(call).id, "")
    return json_reply(DONE)


async def unarchive(call: Call) -> Reply:
    """POST chats/unarchive."""
    forget(call.number, "archived", _known(call).id)
    return json_reply(DONE)


async def clear_messages(call: Call) -> Reply:
    """POST chats/clearMessages: the chat stays, empty."""
    note(call.number, "cleared", _known(call).id, str(call.world.now_us))
    return json_reply(DONE)


async def delete(call: Call) -> Reply:
    """POST chats/delete: the chat is gone until somebody writes in it again."""
    chat = _known(call).id
    note(call.number, "deleted", chat, str(call.world.now_us))
    forget(call.number, "archived", chat)
    return json_reply(DONE)


async def read(call: Call) -> Reply:
    """POST chats/read: nothing in it is unread any more."""
    note(call.number, "read", _known(call).id, str(call.world.now_us))
    return json_reply(DONE)


def _known(call: Call) -> Chat:
    """Return the chat that a request names.

    Raises:
        Refused: there is none; the words are assumed.
    """
    must_be(call, "authenticated")
    asked = asked_chat(call)
    found = chats_of(call, asked).get(asked)
    if found is None:
        raise said(call.world, "chat not found")
    return found


def _latest_first(call: Call) -> list[Chat]:
    return sorted(chats_of(call).values(), key=_last_us, reverse=True)


def _last_us(chat: Chat) -> int:
    return chat.lines[-1][0] if chat.lines else 0


def _entry(call: Call, chat: Chat) -> dict[str, Any]:
    return {
        "id": chat.id,
        "name": chat.name,
        "isGroup": is_group(chat.id),
        "isReadOnly": False,
        "unread": unread_of(chat, int(noted(call.number, "read", chat.id) or -1)),
        "last_time": call.world.unix_s(_last_us(chat)) if chat.lines else 0,
        "archived": noted(call.number, "archived", chat.id) is not None,
        "pinned": False,
        "isMuted": False,
    }
