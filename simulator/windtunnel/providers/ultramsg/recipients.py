"""How clients name a recipient, and how the provider does: digits, `@c.us`, `@g.us`.

Source: DOC-chat (the first forms; bare digits are widely used and reported to work), UMWA.
"""

import re
from functools import lru_cache

from windtunnel.domain.people import digits_in
from windtunnel.providers.forms import whatsapp_form
from windtunnel.providers.ultramsg.facts import PHONE_DIGITS_MAX, TO_CHARS_MAX

PERSON = "@c.us"
GROUP = "@g.us"
RECIPIENTS_MAX = 20_000
"""Recipients whose digits are kept ready."""

OWN_MAX = 1_000
"""Business numbers whose chat ids are kept ready."""

NOBODY = "0"
"""The digits of a recipient without any: it is accepted, and found to be invalid later."""

_PERSON_TO = re.compile(r"\+?([0-9][0-9 ()\-]*)(?:@c\.us)?")
_GROUP_TO = re.compile(r"[0-9]+(?:-[0-9]+)?@g\.us")
_NOT_DIGIT = re.compile(r"[^0-9]")


@lru_cache(maxsize=RECIPIENTS_MAX)
def read_to(to: str) -> tuple[str, bool]:
    """Return the digits of a recipient, or a group's id, and whether WhatsApp could know it."""
    if not to:
        return "", False
    if len(to) > TO_CHARS_MAX:
        return NOBODY, False
    if _GROUP_TO.fullmatch(to) is not None:
        return to, True
    digits = _NOT_DIGIT.sub("", to)
    is_person = _PERSON_TO.fullmatch(to) is not None and len(digits) <= PHONE_DIGITS_MAX
    return digits or NOBODY, is_person


def known_as(digits: str) -> str:
    """Return WhatsApp's form of a number, or a group's id.

    More digits than a phone number has are a group's.
    """
    if digits.endswith(GROUP):
        return digits
    return f"{digits}{GROUP}" if len(digits) > PHONE_DIGITS_MAX else whatsapp_form(digits)


def chat_of(name: str) -> str:
    """Return the id of a chat from what WhatsApp calls somebody."""
    return name if "@" in name else f"{name}{PERSON}"


@lru_cache(maxsize=OWN_MAX)
def own_id(display: str) -> str:
    """Return the chat id of a business number: like those of others, in WhatsApp's own form."""
    return chat_of(known_as(digits_in(display)))


def group_of(name: str) -> str:
    """Return the id of a group's chat from its digits, or from itself."""
    return name if name.endswith(GROUP) else f"{name}{GROUP}"
