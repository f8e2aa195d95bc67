"""Bytes that leave together at the end of a turn of the loop.

A write wakes the process at the other end, which costs more than all else about it. When a turn's
writes leave one after the other, the first wakes it and the rest find it awake.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

TOGETHER_MAX = 128
"""More than this do not wait for the turn's end, so that the other end can begin meanwhile."""

Written = Literal["all", "none"]
Sent = Callable[[Sequence[tuple[str, Written]]], None]
"""Takes (tag, what was handed to the kernel) of each."""


class Outbox:
    """What this turn of the loop has to say; written in the order in which it was put."""

    __slots__ = ("_loop", "_waiting")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[asyncio.WriteTransport, bytes, Sent | None, str]] = []

    def put(
        self,
        transport: asyncio.WriteTransport,
        data: bytes,
        sent: Sent | None = None,
        tag: str = "",
    ) -> None:
        """Write these bytes soon; `sent` is told whether the other end was still there then."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append((transport, data, sent, tag))
        if len(self._waiting) >= TOGETHER_MAX:
            self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        told: dict[Sent, list[tuple[str, Written]]] = {}
        for transport, data, sent, tag in waiting:
            written: Written = "none" if transport.is_closing() else "all"
            if written == "all":
                transport.write(data)
            if sent is not None:
                told.setdefault(sent, []).append((tag, written))
        for sent, ends in told.items():
            sent(ends)
