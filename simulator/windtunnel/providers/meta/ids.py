"""Ids as Meta makes them, and the form in which it speaks of a recipient.

Source: decoded from published samples, D:messages and webhook examples, read 2026-11-22. A wamid
is base64 over: 1C 18, the length of the user's number, the number, 15 02 00, 11 (outbound) or 12
(inbound), 18, the length of the tail, the tail in upper-case hex, 00.
"""

from base64 import urlsafe_b64encode
from binascii import b2a_base64
from hashlib import blake2b

from windtunnel.domain.countries import country_of
from windtunnel.domain.people import person_of
from windtunnel.providers.forms import whatsapp_form

_OUTBOUND = b"\x1c\x18%c%b\x15\x02\x00\x11\x18\x12%016X%02X\x00"
_INBOUND = b"\x1c\x18%c%b\x15\x02\x00\x12\x18\x143A%016X%02X\x00"
_MIX = 0x9E3779B97F4A7C15F39CC0605CEDC835
_MASK = (1 << 128) - 1


def _wamid(pattern: bytes, drawn: tuple[int, ...], recipient: str) -> str:
    user = recipient.encode("ascii", "replace")
    raw = pattern % (len(user), user, drawn[0], drawn[1] & 0xFF)
    return f"wamid.{b2a_base64(raw, newline=False).decode()}"


def outbound_id(drawn: tuple[int, ...], recipient: str) -> str:
    """Return an outbound message's id: 18 upper-case hex digits behind the recipient."""
    return _wamid(_OUTBOUND, drawn, recipient)


def inbound_id(drawn: tuple[int, ...], recipient: str) -> str:
    """Return an inbound message's id: 20 upper-case hex digits that begin with 3A."""
    return _wamid(_INBOUND, drawn, recipient)


def template_id(drawn: int) -> str:
    """Return a template's id: a string in REST, an integer in webhooks."""
    return f"3{drawn % 10**15:015d}"


def trace_id(drawn: int) -> str:
    """Return a fbtrace_id: "A" and 22 characters of [A-Za-z0-9_-]."""
    spread = (drawn + 1) * _MIX & _MASK
    return "A" + urlsafe_b64encode(spread.to_bytes(16, "big"))[:22].decode()


def user_id(account: str, known_as: str) -> str:
    """Return a user's business-scoped id: the country, and twenty digits that say nothing.

    Source: D:business-scoped-user-ids (US.13491208655302741918), read 2026-11-24; Meta gives one
    per user and portfolio, and a world has one account.
    """
    raw = blake2b(f"{account}:{person_of(known_as)}".encode(), digest_size=8).digest()
    return f"{country_of(known_as)}.{int.from_bytes(raw, 'big'):020d}"


def conversation_id(message: str) -> str:
    """Return the id of a message's conversation: 32 hex digits that say nothing."""
    return blake2b(message.encode(), digest_size=16).hexdigest()


def wa_id(digits: str) -> str:
    """Return WhatsApp's form of a number; its own form stays as it is."""
    return whatsapp_form(digits)
