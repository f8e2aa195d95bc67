"""`GET messages`: which messages are asked for, and one page of them.

Every filter is optional, and an empty one is none: the SDKs send all of them. Source: DOC-list,
PHP SDK v2.0.8, KARIHA (msgId, start_date, end_date), read 2026-11-22. How the real service takes
a page of 0, or a limit beyond 100, is not known: the one is refused here, the other is cut.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

import msgspec

from windtunnel.domain.dialect import WorldView
from windtunnel.domain.message import Message
from windtunnel.providers.ultramsg.chat_ids import read_chat_id
from windtunnel.providers.ultramsg.fields import WRONG
from windtunnel.providers.ultramsg.recipients import own_id
from windtunnel.providers.ultramsg.replies import wrong
from windtunnel.providers.ultramsg.standing import (
    STATUSES,
    ack_of,
    chat_of_message,
    status_of,
)
from windtunnel.providers.ultramsg.webhooks import ACKS

LIMIT_MAX = 100
"""Also what a client gets that names none, as the SDKs ask for. Source: DOC-list."""

INT_DIGITS_MAX = 15

Test = Callable[[Message], bool]
ANY: Test = bool
"""A test that every message passes, so it need not be made."""


class Slice(msgspec.Struct, kw_only=True):
    """One page of what was found."""

    total: int
    pages: int
    limit: int
    page: int
    messages: Sequence[Message]


def selection(
    messages: Sequence[Message], query: Mapping[str, str], world: WorldView
) -> Sequence[Message]:
    """Return the messages that a client asks for, in the order that it asks for.

    Args:
        messages: those that are kept, in order of their ordinals.
        query: the fields of the request.
        world: whose they are.

    Raises:
        Refused: a filter cannot be read.
    """
    problems: list[tuple[str, str]] = []
    tests: list[Test] = []
    for name, make in _FILTERS.items():
        value = query.get(name, "").strip()
        test = make(value, world) if value else ANY
        if test is None:
            problems.append((name, WRONG))
        elif test is not ANY:
            tests.append(test)
    sort = query.get("sort", "").strip().lower() or world.catalog.switches["list_sort"]
    if sort not in {"asc", "desc"}:
        problems.append(("sort", WRONG))
    if problems:
        raise wrong(world, problems)
    ordinal = read_int(query.get("id", "").strip())
    found = messages if ordinal is None else by_ordinal(messages, ordinal)
    for test in tests:
        found = list(filter(test, found))
    return found if sort == "asc" else found[::-1]


def cut(found: Sequence[Message], query: Mapping[str, str], world: WorldView) -> Slice:
    """Return the page that a client asks for; beyond the last one it is empty.

    Raises:
        Refused: page or limit cannot be read.
    """
    page = read_int(query.get("page", "").strip() or "1")
    limit = read_int(query.get("limit", "").strip() or str(LIMIT_MAX))
    if not page or not limit:
        asked = {"page": page, "limit": limit}
        raise wrong(world, [(name, WRONG) for name, value in asked.items() if not value])
    limit = min(limit, LIMIT_MAX)
    first = (page - 1) * limit
    return Slice(
        total=len(found),
        pages=-(-len(found) // limit),
        limit=limit,
        page=page,
        messages=found[first : first + limit],
    )


def by_ordinal(messages: Sequence[Message], ordinal: int) -> Sequence[Message]:
    """Return the message with a queue id, alone, or nothing."""
    place = bisect_left(messages, ordinal, key=lambda message: message.ordinal)
    return [each for each in messages[place : place + 1] if each.ordinal == ordinal]


def read_int(text: str) -> int | None:
    """Return a whole number that is not negative, or None where a text is none."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= INT_DIGITS_MAX
    return int(text) if is_one else None


def _status(value: str, _world: WorldView) -> Test | None:
    value = value.lower()
    if value == "all":
        return ANY
    return (lambda message: status_of(message) == value) if value in STATUSES else None


def _ack(value: str, _world: WorldView) -> Test | None:
    value = value.lower()
    return (lambda message: ack_of(message) == value) if value in ACKS.values() else None


def _id(value: str, _world: WorldView) -> Test | None:
    return None if read_int(value) is None else ANY


def _reference(value: str, _world: WorldView) -> Test | None:
    return lambda message: message.opaque == value


def _message(value: str, _world: WorldView) -> Test | None:
    return lambda message: message.id == value and bool(ack_of(message))


def _from(value: str, _world: WorldView) -> Test | None:
    chat = read_chat_id(value)
    return None if chat is None else lambda message: own_id(message.display) == chat


def _to(value: str, _world: WorldView) -> Test | None:
    chat = read_chat_id(value)
    return None if chat is None else lambda message: chat_of_message(message) == chat


def _since(value: str, world: WorldView) -> Test | None:
    second = read_int(value)
    if second is None:
        return None
    return lambda message: world.unix_s(message.accepted_t) >= second


def _until(value: str, world: WorldView) -> Test | None:
    second = read_int(value)
    if second is None:
        return None
    return lambda message: world.unix_s(message.accepted_t) <= second


_FILTERS: dict[str, Callable[[str, WorldView], Test | None]] = {
    "id": _id,
    "status": _status,
    "ack": _ack,
    "msgId": _message,
    "referenceId": _reference,
    "from": _from,
    "to": _to,
    "start_date": _since,
    "end_date": _until,
}
