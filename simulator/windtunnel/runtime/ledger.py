"""Reading a ledger: every segment of a folder, merged by (t, writer, seq), checked as it goes."""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from operator import attrgetter
from pathlib import Path

import msgspec

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import FACT_DECODER, AnyFact, EndFact
from windtunnel.runtime.segment import END_START, short

SEGMENT_FILES_MAX = 100_000
"""A folder with more files is not a ledger."""

PROBLEMS_MAX = 1_000
"""So many are told; one alone makes a run invalid."""

BLOCK = 4_000
"""Facts of a writer are put in order over three blocks; one written later yet costs memory."""


@dataclass
class Ledger:
    """A folder of segments.

    `problems` is complete once `facts()` has been read to its end; `unended` names the writers
    whose last segment has no `end`, `delta_us` is what the harness wrote with its own.
    """

    folder: Path
    segments: dict[str, list[Path]]
    problems: list[str] = field(default_factory=list)
    unended: list[str] = field(default_factory=list)
    delta_us: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def facts(self) -> Iterator[AnyFact]:
        """Yield every fact in the order of (t, writer, seq), `end` facts left out.

        No more are held than it takes to put each writer's own into order.
        """
        self.problems.clear()
        self.unended.clear()
        streams = {name: _Stream(name, self.segments[name]) for name in sorted(self.segments)}
        yield from heapq.merge(*(each.facts() for each in streams.values()), key=_ORDER)
        for name, stream in streams.items():
            self.problems += stream.problems
            self.unended += [name] * stream.unended
            self.counts[name] = stream.count
            if stream.delta_us is not None:
                self.delta_us = stream.delta_us
        if len(self.problems) > PROBLEMS_MAX:
            more = f"and more: only the first {PROBLEMS_MAX} problems are told"
            self.problems[PROBLEMS_MAX:] = [more]


_ORDER = attrgetter("t", "writer", "seq")


class _When(msgspec.Struct, gc=False):
    """All that is asked of a line before its fact is: when it was."""

    t: int = 0


_WHEN_DECODER = msgspec.json.Decoder(_When)


class _Stream:
    """One writer's facts, and what is wrong with its segments once they were read."""

    def __init__(self, writer: str, paths: list[Path]) -> None:
        self.problems: list[str] = []
        self.unended = 0
        self.delta_us: int | None = None
        self.count = 0
        self._writer = writer
        self._paths = paths

    def facts(self) -> Iterator[AnyFact]:
        """Yield the facts sorted by t.

        A writer takes `t` when a thing happens and may write it a little later, so its lines are
        nearly, not wholly, in order of t.
        """
        if not self._is_nearly_sorted():
            yield from sorted(self._read(), key=_ORDER)
            return
        waiting: list[AnyFact] = []
        for fact in self._read():
            waiting.append(fact)
            if len(waiting) >= 3 * BLOCK:
                waiting.sort(key=_ORDER)
                yield from waiting[:BLOCK]
                del waiting[:BLOCK]
        yield from sorted(waiting, key=_ORDER)

    def _is_nearly_sorted(self) -> bool:
        """Say whether no fact is earlier than one that was written two blocks before it."""
        latest = before = -math.inf
        for path in self._paths:
            lines = _lines(path)
            while block := list(islice(lines, BLOCK)):
                try:
                    times = [when.t for when in _WHEN_DECODER.decode_lines(b"".join(block))]
                except (msgspec.DecodeError, UnicodeDecodeError):
                    return False
                if block[-1].startswith(END_START):
                    times.pop()
                if times and min(times) < latest:
                    return False
                latest, before = max(latest, before), max(times, default=before)
        return True

    def _read(self) -> Iterator[AnyFact]:
        """Yield the facts as they were written."""
        due = 0
        for path in self._paths:
            first, digest = self.count, sha256()
            end: EndFact | None = None
            for line in _lines(path):
                fact = self._decode(line, path)
                if isinstance(fact, EndFact):
                    end = fact
                    break
                if fact is None:
                    continue
                if fact.seq != due:
                    self._note(f"{path.name}: seq {fact.seq} where {due} was due")
                due = fact.seq + 1
                self.count += 1
                digest.update(line)
                if fact.writer == self._writer:
                    fact.writer = self._writer
                yield fact
            self._check_end(path, end, digest=short(digest), count=self.count - first)

    def _note(self, problem: str) -> None:
        if len(self.problems) <= PROBLEMS_MAX:
            self.problems.append(problem)

    def _decode(self, line: bytes, path: Path) -> AnyFact | None:
        try:
            return FACT_DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self._note(f"{path.name}: a line cannot be read ({error})")
            return None

    def _check_end(self, path: Path, end: EndFact | None, *, digest: str, count: int) -> None:
        if end is None:
            self.unended += 1
            self._note(f"{path.name}: no end; {self._writer} stopped without closing it")
            return
        if end.delta_us is not None:
            self.delta_us = end.delta_us
        if end.count != count or end.digest != digest:
            self._note(f"{path.name}: {count} facts found, {end.count} were written")


def _lines(path: Path) -> Iterator[bytes]:
    """Yield a segment's lines up to the zero bytes that end one which was not closed."""
    with path.open("rb") as file:
        for line in file:
            if b"\x00" in line:
                whole = line[: line.index(b"\x00")]
                if whole:
                    yield whole
                return
            yield line


def read_ledger(folder: Path) -> Ledger:
    """Find the segments of a ledger.

    Raises:
        LedgerError: the folder does not exist or holds no segment.
    """
    paths = sorted(folder.rglob("*.seg")) if folder.is_dir() else []
    if not paths:
        raise LedgerError(f"{folder}: no ledger segments here; is this the folder of a run?")
    if len(paths) > SEGMENT_FILES_MAX:
        raise LedgerError(f"{folder}: {len(paths)} segments; at most {SEGMENT_FILES_MAX}")
    segments: dict[str, list[Path]] = {}
    for path in paths:
        segments.setdefault(path.name.rsplit(".", 2)[0], []).append(path)
    return Ledger(folder, segments)
