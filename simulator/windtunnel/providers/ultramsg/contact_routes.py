"""`contacts`: who a number has written with, and whether a number is on WhatsApp.

Source: UMWA, read 2026-11-22; `contacts/check` answers what public clients read. The fields of a
contact are assumed.
"""

from typing import Any

from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import (
    as_ids,
    asked_person,
    digits_of,
    is_group,
    is_true,
)
from windtunnel.providers.ultramsg.chats import chats_of, name_of
from windtunnel.providers.ultramsg.instance_routes import must_be
from windtunnel.providers.ultramsg.notes import all_noted, forget, note, noted
from windtunnel.providers.ultramsg.queue_routes import show
from windtunnel.providers.ultramsg.replies import DONE, json_reply, said
from windtunnel.providers.ultramsg.standing import chat_of_message, status_of

CHECK_KEPT_US = 3 * 86_400 * 1_000_000
"""Source: UMWA, which quotes the vendor's page: "normally cached for 3 days"."""

INVALID_MAX = 1_000
"""Ours: failed messages that are looked through, the latest ones, as the list has no pages."""


async def contacts(call: Call) -> Reply:
    """GET contacts."""
    must_be(call, "authenticated")
    return json_reply([_entry(call, who, name) for who, name in people_of(call).items()])


async def ids(call: Call) -> Reply:
    """GET contacts/ids."""
    must_be(call, "authenticated")
    return json_reply(as_ids(list(people_of(call)), call))


async def contact(call: Call) -> Reply:
    """GET contacts/contact: one, known or not."""
    must_be(call, "authenticated")
    who = asked_person(call)
    return json_reply(_entry(call, who, people_of(call).get(who)))


async def blocked(call: Call) -> Reply:
    """GET contacts/blocked."""
    must_be(call, "authenticated")
    return json_reply(as_ids(list(all_noted(call.number, "blocked")), call))


async def invalid(call: Call) -> Reply:
    """GET contacts/invalid: whom a message or a check found not to be on WhatsApp."""
    failed = [
        message
        for message in call.world.messages(call.number.id)
        if status_of(message) == "invalid"
    ]
    failed = failed[-INVALID_MAX:]
    show(call, failed)
    checked = all_noted(call.number, "checked").items()
    found = [chat_of_message(message) for message in failed]
    found += [who for who, said_ in checked if said_.startswith("invalid")]
    return json_reply(as_ids(list(dict.fromkeys(found)), call))


async def check(call: Call) -> Reply:
    """GET contacts/check: asked anew after three days, or at once with `nocache`."""
    must_be(call, "authenticated")
    who = asked_person(call)
    now_us = call.world.now_us
    status, _, asked_us = (noted(call.number, "checked", who) or "").partition(" ")
    is_old = not status or now_us - int(asked_us) >= CHECK_KEPT_US
    if is_old or is_true(call.field("nocache")):
        is_there = call.world.is_on_whatsapp(digits_of(who))
        status = "valid" if is_there else "invalid"
        note(call.number, "checked", who, f"{status} {now_us}")
    return json_reply({"status": status, "chatId": who})


async def image(call: Call) -> Reply:
    """GET contacts/image: nobody here has a picture; the words are assumed."""
    must_be(call, "authenticated")
    asked_person(call)
    raise said(call.world, "contact has no image")


async def block(call: Call) -> Reply:
    """POST contacts/block: noted; what the customer writes still comes in here."""
    must_be(call, "authenticated")
    note(call.number, "blocked", asked_person(call), "")
    return json_reply(DONE)


async def unblock(call: Call) -> Reply:
    """POST contacts/unblock."""
    must_be(call, "authenticated")
    forget(call.number, "blocked", asked_person(call))
    return json_reply(DONE)


def people_of(call: Call) -> dict[str, str]:
    """Return names by chat id of everybody a number has written with, the first one first."""
    found: dict[str, str] = {}
    for chat in chats_of(call).values():
        if is_group(chat.id):
            found |= {who: name_of(who) for who in chat.authors if who not in found}
        else:
            found[chat.id] = chat.name
    return found


def _entry(call: Call, who: str, name: str | None) -> dict[str, Any]:
    return {
        "id": who,
        "number": digits_of(who),
        "name": name or "",
        "pushname": name or "",
        "isGroup": False,
        "isMyContact": name is not None,
        "isBlocked": noted(call.number, "blocked", who) is not None,
    }
