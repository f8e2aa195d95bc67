"""`groups`: those in which somebody wrote. Source: UMWA, read 2026-11-22; fields are assumed."""

from typing import Any

from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import as_ids, asked_chat, is_group, own_chat
from windtunnel.providers.ultramsg.chats import Chat, chats_of
from windtunnel.providers.ultramsg.fields import WRONG
from windtunnel.providers.ultramsg.instance_routes import must_be
from windtunnel.providers.ultramsg.replies import json_reply, said, wrong


async def groups(call: Call) -> Reply:
    """GET groups: with their participants."""
    return json_reply([_entry(call, group) for group in _groups(call)])


async def ids(call: Call) -> Reply:
    """GET groups/ids."""
    return json_reply(as_ids([group.id for group in _groups(call)], call))


async def group(call: Call) -> Reply:
    """GET groups/group: one of them."""
    asked = asked_chat(call, "groupId")
    if not is_group(asked):
        raise wrong(call.world, [("groupId", WRONG)])
    found = next((each for each in _groups(call) if each.id == asked), None)
    if found is None:
        raise said(call.world, "group not found")
    return json_reply(_entry(call, found))


def _groups(call: Call) -> list[Chat]:
    must_be(call, "authenticated")
    return [chat for chat in chats_of(call).values() if is_group(chat.id)]


def _entry(call: Call, group: Chat) -> dict[str, Any]:
    """Return a group; whoever never wrote in it is not known here."""
    members = [own_chat(call.number), *group.authors]
    return {
        "id": group.id,
        "name": group.name,
        "isGroup": True,
        "isReadOnly": False,
        "participants": [{"id": who, "isAdmin": False} for who in members],
    }
