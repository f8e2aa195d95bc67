"""Sends whose head is the one of an earlier send, byte for byte: no parser and no task for them.

A client repeats its head on every call but for the length. The first time it is parsed by the
book; what was found is kept under its bytes, and the next such request needs one lookup. Those of
one turn of the loop are decided on together, step by step: code that just ran runs fastest.
"""

import asyncio
from typing import Protocol

import msgspec

from windtunnel.domain.catalog import BODY_BYTES_MAX
from windtunnel.domain.submit import Answer, Request, Submit
from windtunnel.server.gate import Decided, Gate
from windtunnel.server.world import World

HEADS_MAX = 4_096
"""Heads that are kept; beyond it all are forgotten and learned anew."""

HEAD_BYTES_MAX = 8_192
"""A longer head is parsed every time."""

_END = b"\r\n\r\n"
_BY_THE_BOOK = frozenset({b"expect", b"transfer-encoding", b"upgrade"})


class Head(msgspec.Struct, frozen=True):
    """What a head says: whose request it begins, and how long its body is."""

    gate: Gate
    request: Request
    length: int


class Asker(Protocol):
    """A connection that a send came on."""

    conn: str
    began_ns: int

    def settled(self, decided: Decided | None, data: bytes) -> None:
        """Take what was decided on the send in `data`, None where no world is its."""


class Asked(msgspec.Struct):
    """One send that waits for the end of the turn."""

    asker: Asker
    head: Head
    data: bytes
    body_at: int


class Hot:
    """The heads that are known, and the sends of this turn."""

    def __init__(self) -> None:
        self._heads: dict[bytes, Head] = {}
        self._asked: list[Asked] = []

    def ask(self, asker: Asker, data: bytes) -> bool:
        """Take a send that came whole in `data`; False where it must go by the book."""
        end = data.find(_END) + len(_END)
        head = self._heads.get(data[:end])
        if head is None or len(data) - end != head.length:
            return False
        if not self._asked:
            asyncio.get_running_loop().call_soon(self._decide)
        self._asked.append(Asked(asker, head, data, end))
        return True

    def learn(self, data: bytes, gate: Gate, request: Request) -> None:
        """Keep the head of a request that came whole, and alone, in `data`."""
        length = len(request.body)
        raw = data[: len(data) - length]
        if (
            length > BODY_BYTES_MAX
            or len(raw) > HEAD_BYTES_MAX
            or raw.find(_END) + len(_END) != len(raw)
            or request.headers.get(b"content-length") != b"%d" % length
            or not _BY_THE_BOOK.isdisjoint(request.headers)
        ):
            return
        if len(self._heads) >= HEADS_MAX:
            self._heads.clear()
        plain = msgspec.structs.replace(request, body=b"")
        self._heads[raw] = Head(gate, plain, length)

    def _decide(self) -> None:
        asked, self._asked = self._asked, []
        submits = [_submit(one) for one in asked]
        worlds = [
            one.head.gate.world_of(submit) for one, submit in zip(asked, submits, strict=True)
        ]
        answers = _answers(asked, submits, worlds)
        decided = [
            None if answer is None or world is None else one.head.gate.say(answer, world)
            for one, answer, world in zip(asked, answers, worlds, strict=True)
        ]
        for one, found in zip(asked, decided, strict=True):
            one.asker.settled(found, one.data)


def _submit(asked: Asked) -> Submit:
    known = asked.head.request
    return asked.head.gate.dialect.submit(
        Request(
            method=known.method,
            path=known.path,
            query=known.query,
            headers=known.headers,
            body=asked.data[asked.body_at :],
            conn=asked.asker.conn,
        )
    )


def _answers(
    asked: list[Asked], submits: list[Submit], worlds: list[World | None]
) -> list[Answer | None]:
    """Return each world's answers at the places of its sends."""
    places: dict[World, list[int]] = {}
    for place, world in enumerate(worlds):
        if world is not None:
            places.setdefault(world, []).append(place)
    answers: list[Answer | None] = [None] * len(asked)
    for world, mine in places.items():
        found = world.submit_all([(submits[place], asked[place].asker.began_ns) for place in mine])
        for place, answer in zip(mine, found, strict=True):
            answers[place] = answer
    return answers
