"""Chat ids as clients write them, and lists of them."""

import re

from windtunnel.domain.dialect import NumberView
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.fields import REQUIRED, WRONG
from windtunnel.providers.ultramsg.recipients import (
    GROUP,
    chat_of,
    known_as,
    own_id,
    read_to,
)
from windtunnel.providers.ultramsg.replies import wrong

_GROUP = re.compile(r"[0-9]{1,30}(?:-[0-9]{1,20})?@g\.us")


def read_chat_id(text: str) -> str | None:
    """Return the one form of a chat id, or None where it is none."""
    text = text.strip()
    if _GROUP.fullmatch(text):
        return text
    digits, is_person = read_to(text)
    return chat_of(known_as(digits)) if is_person and not text.endswith(GROUP) else None


def is_group(chat: str) -> bool:
    """Say whether a chat is a group's."""
    return chat.endswith(GROUP)


def digits_of(chat: str) -> str:
    """Return a chat id without its suffix."""
    return chat.partition("@")[0]


def own_chat(number: NumberView) -> str:
    """Return the chat id of a number itself."""
    return own_id(number.spec.display)


def asked_chat(call: Call, name: str = "chatId") -> str:
    """Return the chat that a request names.

    Raises:
        Refused: it names none, or it cannot be read.
    """
    given = call.field(name)
    if not given:
        raise wrong(call.world, [(name, REQUIRED)])
    found = read_chat_id(given)
    if found is None:
        raise wrong(call.world, [(name, WRONG)])
    return found


def asked_person(call: Call) -> str:
    """Return the person that a request names.

    Raises:
        Refused: it names none, or a group.
    """
    found = asked_chat(call)
    if is_group(found):
        raise wrong(call.world, [("chatId", WRONG)])
    return found


def as_ids(chats: list[str], call: Call) -> list[str]:
    """Return chat ids as a client wants them: without their suffix where `clear` says so."""
    return [digits_of(chat) for chat in chats] if is_true(call.field("clear")) else chats


def is_true(word: str) -> bool:
    """Say whether a word switches something on."""
    return word.strip().lower() in {"1", "true", "on", "yes"}
