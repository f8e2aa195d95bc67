"""A world's ledger as a stream of lines, read from its segments while they are written."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

from windtunnel.runtime.segment import END_START
from windtunnel.server.world import World

CHUNK_BYTES = 1024 * 1024
LOOK_S = 0.1
"""How often a followed ledger is looked at."""

_SEQ = b'"seq":'
"""The last one of a line is its own: a fact's fields stand before it."""


class Tail:
    """Reads one writer's segments in order; `read` returns whole lines, `end` lines left out."""

    def __init__(self, folder: Path, writer: str, *, after: int) -> None:
        self._folder = folder
        self._writer = writer
        self._after = after
        self._number = 1
        self._at = 0

    def read(self) -> bytes:
        """Return the next lines, empty where there is nothing new."""
        while True:
            raw = self._chunk()
            whole = raw[: raw.rfind(b"\n") + 1]
            if not whole:
                if raw or not self._path(self._number + 1).exists():
                    return b""
                self._number += 1
                self._at = 0
                continue
            self._at += len(whole)
            kept = b"".join(line for line in whole.splitlines(keepends=True) if self._is_new(line))
            if kept:
                return kept

    def _chunk(self) -> bytes:
        with self._path(self._number).open("rb") as segment:
            segment.seek(self._at)
            raw = segment.read(CHUNK_BYTES)
        zero = raw.find(b"\x00")
        return raw if zero < 0 else raw[:zero]

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._writer}.{number:04d}.seg"

    def _is_new(self, line: bytes) -> bool:
        if line.startswith(END_START):
            return False
        at = line.rindex(_SEQ) + len(_SEQ)
        return int(line[at : line.index(b",", at)]) > self._after


async def follow_lines(world: World, *, after: int, follow_s: float) -> AsyncIterator[bytes]:
    """Yield the lines after a seq, and what comes within the time; ends with its world."""
    tail = Tail(world.writer.folder, world.writer.writer, after=after)
    until_s = time.monotonic() + follow_s
    while True:
        is_last = not world.is_open or time.monotonic() >= until_s
        while lines := tail.read():
            yield lines
            await asyncio.sleep(0)
        if is_last:
            return
        await asyncio.sleep(LOOK_S)
