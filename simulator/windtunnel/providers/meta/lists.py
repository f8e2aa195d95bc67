"""Pages of a list endpoint: `limit`, `after`, and cursors that are opaque to a client."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

Item = TypeVar("Item")

LIMIT_DEFAULT = 25
LIMIT_MAX = 1_000
"""Source: captures of message_templates, confidence medium."""

OFFSET_DIGITS_MAX = 6


class Cursors(msgspec.Struct, kw_only=True):
    """Where a page begins and ends."""

    before: str
    after: str


class Paging(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The cursors; `next` only where more follows."""

    cursors: Cursors
    next: str | None = None


class Page(msgspec.Struct, Generic[Item], kw_only=True, omit_defaults=True):
    """One page of a list; `summary` holds totals where they were asked for."""

    data: list[Item]
    paging: Paging | None = None
    summary: dict[str, Any] | None = None


def cut(
    items: Sequence[Item], *, limit: str | None, after: str | None, url: str
) -> Page[Item] | None:
    """Return a page, or None where the cursor or the limit cannot be read.

    Args:
        items: everything there is, in order.
        limit: how many, as the client wrote it; more than LIMIT_MAX means LIMIT_MAX.
        after: a cursor of an earlier page, as the client wrote it.
        url: the address of this list without paging, for `next`.
    """
    first = 0 if not after else _offset(after)
    if first is None or not (limit is None or (limit.isascii() and limit.isdigit())):
        return None
    size = LIMIT_DEFAULT if limit is None else min(max(int(limit[:9]), 1), LIMIT_MAX)
    data = list(items[first : first + size])
    if not data:
        return Page(data=data)
    last = first + len(data)
    paging = Paging(cursors=Cursors(before=_cursor(first), after=_cursor(last)))
    if last < len(items):
        paging.next = f"{url}{'&' if '?' in url else '?'}limit={size}&after={_cursor(last)}"
    return Page(data=data, paging=paging)


def _cursor(offset: int) -> str:
    return urlsafe_b64encode(b"o%d" % offset).decode().rstrip("=")


def _offset(cursor: str) -> int | None:
    if len(cursor) > 2 * OFFSET_DIGITS_MAX or not cursor.isascii():
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        return None
    digits = text[1:]
    if text[:1] != b"o" or not digits.isdigit() or len(digits) > OFFSET_DIGITS_MAX:
        return None
    return int(digits)
