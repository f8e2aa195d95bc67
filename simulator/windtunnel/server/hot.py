"""Sends whose head is the one of an earlier send, byte for byte: no parser and no task for them.

A client repeats its head on every call but for the length. The first time it is parsed by the
book; what was found is kept under its bytes, and the next such request needs one lookup.
"""

import msgspec

from windtunnel.domain.submit import BODY_BYTES_MAX, Request
from windtunnel.server.gate import Decided, Gate

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


class Hot:
    """The heads that are known."""

    def __init__(self) -> None:
        self._heads: dict[bytes, Head] = {}

    def decide(self, data: bytes, conn: str, began_ns: int) -> Decided | None:
        """Decide on a send that came whole in `data`; None where it must go by the book."""
        end = data.find(_END) + len(_END)
        head = self._heads.get(data[:end])
        if head is None or len(data) - end != head.length:
            return None
        known = head.request
        request = Request(
            method=known.method,
            path=known.path,
            query=known.query,
            headers=known.headers,
            body=data[end:],
            conn=conn,
        )
        return head.gate.decide(head.gate.dialect.submit(request), began_ns)

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

