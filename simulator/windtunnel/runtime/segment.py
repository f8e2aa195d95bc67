"""Segments: facts go straight into a preallocated, memory-mapped file.

What is written survives `kill -9` of the process, because the pages belong to the kernel. Zero
bytes end a segment that was not closed; a closed one is cut to size and ends with `end`.
"""

import mmap
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import EndFact, Fact

SEGMENT_BYTES = 64 * 1024 * 1024
"""Room of one segment file; a writer opens the next before it closes a full one."""

SEGMENTS_MAX = 1000
"""A writer stops the run rather than fill the disk: 64 GB of facts."""

LINE_BYTES_MAX = 256 * 1024
"""A fact longer than this is a mistake (the catalog is the longest, about 30 KB)."""

END_START = b'{"kind":"end",'
"""What a segment's last line begins with."""

_END_ROOM = 4096
"""Kept free in each segment for its `end`."""


class Digest(Protocol):
    """What `hashlib` gives."""

    def hexdigest(self) -> str:
        """Return the digest in hexadecimal."""


def digest_of(lines: bytes | memoryview) -> str:
    """Return what an `end` says of its segment's lines: SHA-256, the fastest where it matters."""
    return short(sha256(lines))


def short(digest: Digest) -> str:
    """Return as much of a digest as an `end` holds."""
    return digest.hexdigest()[:32]


class SegmentWriter:
    """The one writer of a process (or of a world), with its own gapless `seq`."""

    def __init__(self, folder: Path, writer: str, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        assert writer.replace("-", "").isalnum(), f"writer {writer!r} is not a plain name"
        self.folder = folder
        self.writer = writer
        self.count = 0
        self.closed = False
        self._segment_bytes = segment_bytes
        self._line_max = min(LINE_BYTES_MAX, segment_bytes - _END_ROOM)
        encoder = msgspec.json.Encoder()
        self._encode = encoder.encode
        self._encode_lines = encoder.encode_lines
        self._segments = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._open_next()

    def _open_next(self) -> None:
        number = self._segments + 1
        if number > SEGMENTS_MAX:
            raise LedgerError(f"writer {self.writer} filled {SEGMENTS_MAX} segments; run stopped")
        path = self.folder / f"{self.writer}.{number:04d}.seg"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            os.ftruncate(descriptor, self._segment_bytes)
            self._map = mmap.mmap(descriptor, self._segment_bytes)
        finally:
            os.close(descriptor)
        self._segments = number
        self._path = path
        self._at = 0
        self._first = self.count
        self._limit = self._segment_bytes - _END_ROOM

    def write(self, fact: Fact) -> None:
        """Write one fact as the next line; what is returned from is in the kernel's hands.

        Raises:
            LedgerError: the writer is closed, or the fact is longer than LINE_BYTES_MAX.
        """
        if self.closed:
            raise LedgerError(f"writer {self.writer} is closed; a fact came too late")
        fact.seq, fact.writer = self.count, self.writer
        line = self._encode(fact) + b"\n"
        if len(line) > self._line_max:
            raise LedgerError(
                f"writer {self.writer}: a fact of {len(line)} bytes; most is {self._line_max}"
            )
        end = self._at + len(line)
        if end > self._limit:
            self._roll()
            end = self._at + len(line)
        self._map[self._at : end] = line
        self._at = end
        self.count += 1

    def write_all(self, facts: Sequence[Fact]) -> None:
        """Write facts as the next lines: as `write` for each, at less cost.

        Raises:
            LedgerError: as `write`; the facts before the one in question are written.
        """
        if self.closed:
            raise LedgerError(f"writer {self.writer} is closed; {len(facts)} facts came too late")
        writer, count = self.writer, self.count
        for seq, fact in enumerate(facts, count):
            fact.seq = seq
            fact.writer = writer
        data = self._encode_lines(facts)
        end = self._at + len(data)
        if end > self._limit or len(data) > self._line_max:
            for fact in facts:
                self.write(fact)
            return
        self._map[self._at : end] = data
        self._at = end
        self.count = count + len(facts)

    def _roll(self) -> None:
        full, at, first, path = self._map, self._at, self._first, self._path
        self._open_next()
        self._finish(full, at, count=self.count - first, path=path, delta_us=None)

    def _finish(
        self, room: mmap.mmap, at: int, *, count: int, path: Path, delta_us: int | None
    ) -> None:
        with memoryview(room) as whole:
            digest = digest_of(whole[:at])
        end = EndFact(writer=self.writer, t=0, count=count, digest=digest, delta_us=delta_us)
        line = self._encode(end) + b"\n"
        room[at : at + len(line)] = line
        room.close()
        os.truncate(path, at + len(line))

    def close(self, delta_us: int | None = None) -> None:
        """Write `end` and let go; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        count = self.count - self._first
        self._finish(self._map, self._at, count=count, path=self._path, delta_us=delta_us)
