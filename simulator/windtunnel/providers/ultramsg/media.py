"""What stands in a media field: a link, or bytes in base64 (a data URI or plain).

Source: PHP, UMWA (see `facts`). A link is not fetched; what is neither fails later as bad content
does (BLOG: unsent).
"""

import re

from windtunnel.domain.content import other_sha
from windtunnel.providers.ultramsg.facts import URL_CHARS_MAX

_LINK = re.compile(r"https?://[^\s/?#]+[^\s]*", re.ASCII | re.IGNORECASE)
_BASE64 = re.compile(
    r"(?:data:[\w.+\-]+/[\w.+\-]+(?:;[\w=.\-]+)*;base64,)?[A-Za-z0-9+/\s]+(?:=\s*){0,2}"
)


def is_link(value: str) -> bool:
    """Say whether a media field holds an address."""
    return len(value) <= URL_CHARS_MAX and _LINK.fullmatch(value.strip()) is not None


def is_media(value: str) -> bool:
    """Say whether a media field can be what a customer gets."""
    return is_link(value) or _BASE64.fullmatch(value) is not None


def digest_of(value: str) -> str:
    """Return the address that a media field holds, else the digest of what is there."""
    if not value or is_link(value):
        return value.strip()
    return f"base64:{other_sha(value.encode('utf-8', 'surrogatepass'))}"
