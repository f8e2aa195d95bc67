"""Ids as WhatsApp Web makes them, and tokens as UltraMsg does.

Source: WH, CAP: `true_<chat>_<HEX>` of own messages, `false_<chat>_<HEX>` of others', read
2026-11-22. The forms of the hexadecimal part are assumed after those of WhatsApp Web ("3EB0" and
18 digits) and of phones (32 digits). A token is 16 lower-case letters and digits.
"""

from windtunnel.providers.ultramsg.recipients import chat_of, group_of

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
TOKEN_CHARS = 16


def outbound_id(drawn: tuple[int, ...], known_as: str) -> str:
    """Return an own message's id."""
    return f"true_{chat_of(known_as)}_3EB0{drawn[0]:016X}{drawn[1] & 0xFF:02X}"


def inbound_id(drawn: tuple[int, ...], known_as: str, *, group: str = "") -> str:
    """Return the id of a customer's message; in a group's, the customer stands last."""
    said = f"{drawn[0]:016X}{drawn[1]:016X}"
    if group:
        return f"false_{group_of(group)}_{said}_{chat_of(known_as)}"
    return f"false_{chat_of(known_as)}_{said}"


def short_id(message: str) -> str:
    """Return the hexadecimal part of a message's id."""
    parts = message.split("_")
    return parts[2] if len(parts) > 2 else message  # noqa: PLR2004 - fromMe, chat, hex


def token(drawn: tuple[int, ...]) -> str:
    """Return a token's value."""
    rest = drawn[0] << 64 | drawn[1]
    letters = []
    for _ in range(TOKEN_CHARS):
        rest, place = divmod(rest, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)
