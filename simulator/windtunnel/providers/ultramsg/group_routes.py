"""`groups`: the world's, and others in which somebody wrote.

Source: UMWA, read 2026-11-22; the fields of a group are assumed.
"""

from typing import Any

import msgspec

from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import as_ids, asked_chat, is_group, own_chat
from windtunnel.providers.ultramsg.chats import chats_of, name_of
from windtunnel.providers.ultramsg.fields import WRONG
from windtunnel.providers.ultramsg.instance_routes import must_be
from windtunnel.providers.ultramsg.recipients import chat_of, group_of, known_as
from windtunnel.providers.ultramsg.replies import json_reply, said, wrong


class Group(msgspec.Struct, kw_only=True):
    """A group with its members' chat ids, the number's own not among them."""

    id: str
    name: str
    members: list[str]


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


def _groups(call: Call) -> list[Group]:
    must_be(call, "authenticated")
    found = [
        Group(
            id=group_of(group.id),
            name=group.name or name_of(group_of(group.id)),
            members=[chat_of(known_as(who)) for who in group.members],
        )
        for group in call.world.groups()
    ]
    known = {group.id for group in found}
    others = [
        Group(id=chat.id, name=chat.name, members=chat.authors)
        for chat in chats_of(call).values()
        if is_group(chat.id) and chat.id not in known
    ]
    return [*found, *others]


def _entry(call: Call, group: Group) -> dict[str, Any]:
    members = [own_chat(call.number), *group.members]
    return {
        "id": group.id,
        "name": group.name,
        "isGroup": True,
        "isReadOnly": False,
        "participants": [{"id": who, "isAdmin": False} for who in members],
    }
