"""Ids as Meta makes them, and the form in which it speaks of a recipient.

Source: decoded from published samples, D:messages and webhook examples, read 2026-11-22.
"""

from base64 import b64encode

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TRACE_CHARS = 22
_BRAZIL_WITH_NINE = 13
_MEXICO_WITHOUT_ONE = 12


def _wamid(recipient: str, kind: int, tail: str) -> str:
    user = recipient.encode("ascii", "replace")
    raw = b"\x1c\x18" + bytes([len(user)]) + user + b"\x15\x02\x00" + bytes([kind]) + b"\x18"
    raw += bytes([len(tail)]) + tail.encode() + b"\x00"
    return "wamid." + b64encode(raw).decode()


def outbound_id(drawn: tuple[int, ...], recipient: str) -> str:
    """Return an outbound message's id: 18 upper-case hex digits behind the recipient."""
    return _wamid(recipient, 0x11, f"{drawn[0]:016X}{drawn[1] & 0xFF:02X}")


def inbound_id(drawn: tuple[int, ...], recipient: str) -> str:
    """Return an inbound message's id: 20 upper-case hex digits that begin with 3A."""
    return _wamid(recipient, 0x12, f"3A{drawn[0]:016X}{drawn[1] & 0xFF:02X}")


def trace_id(drawn: int) -> str:
    """Return a fbtrace_id: "A" and 22 characters of [A-Za-z0-9_-]."""
    digits = []
    for _ in range(TRACE_CHARS):
        drawn, rest = divmod(drawn * 6_364_136_223_846_793_005 + 1, 64)
        drawn %= 1 << 64
        digits.append(_ALPHABET[rest])
    return "A" + "".join(digits)


def wa_id(digits: str) -> str:
    """Return WhatsApp's form of a number.

    Brazil: the mobile ninth digit falls away for area codes above 28; Mexico: a 1 follows the 52.
    """
    if digits.startswith("55") and len(digits) == _BRAZIL_WITH_NINE and digits[4] == "9":
        return digits if digits[2:4] <= "28" else digits[:4] + digits[5:]
    if digits.startswith("52") and len(digits) == _MEXICO_WITHOUT_ONE:
        return "521" + digits[2:]
    return digits
