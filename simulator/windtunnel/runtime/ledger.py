"""Reading a ledger: every segment of a folder, merged by (t, writer, seq), checked as it goes."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import FACT_DECODER, AnyFact, EndFact
from windtunnel.runtime.segment import digest_of

SEGMENT_FILES_MAX = 100_000
"""A folder with more files is not a ledger."""

PROBLEMS_MAX = 1_000
"""So many are told; one alone makes a run invalid."""


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
        """Yield every fact in the order of (t, writer, seq), `end` facts left out."""
        self.problems.clear()
        self.unended.clear()
        streams = [self._writer_facts(name) for name in sorted(self.segments)]
        return heapq.merge(*streams, key=_order)

    def _writer_facts(self, writer: str) -> Iterator[AnyFact]:
        """Yield one writer's facts sorted by t.

        A writer takes `t` when a thing happens and may write it a little later, so its lines are
        nearly, not wholly, in order of t; one writer's facts are sorted before the merge.
        """
        found: list[AnyFact] = []
        due = 0
        for path in self.segments[writer]:
            due = self._read_segment(writer, path, found, due=due)
        self.counts[writer] = len(found)
        found.sort(key=_order)
        return iter(found)

    def _read_segment(self, writer: str, path: Path, found: list[AnyFact], *, due: int) -> int:
        """Take a segment's facts, the first of which has the seq `due`; return the next one's."""
        raw = path.read_bytes()
        size = raw.find(b"\x00")
        whole = raw if size < 0 else raw[:size]
        first = len(found)
        end: EndFact | None = None
        digested = 0
        for line in whole.splitlines(keepends=True):
            fact = self._decode(line, path)
            if fact is None:
                continue
            if isinstance(fact, EndFact):
                end = fact
                break
            if fact.seq != due:
                self._note(f"{path.name}: seq {fact.seq} where {due} was due")
            due = fact.seq + 1
            found.append(fact)
            digested += len(line)
        self._check_end(writer, path, end, raw=whole[:digested], count=len(found) - first)
        return due

    def _note(self, problem: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(problem)
        elif len(self.problems) == PROBLEMS_MAX:
            self.problems.append(f"and more: only the first {PROBLEMS_MAX} problems are told")

    def _decode(self, line: bytes, path: Path) -> AnyFact | None:
        try:
            return FACT_DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self._note(f"{path.name}: a line cannot be read ({error})")
            return None

    def _check_end(
        self, writer: str, path: Path, end: EndFact | None, *, raw: bytes, count: int
    ) -> None:
        if end is None:
            self.unended.append(writer)
            self._note(f"{path.name}: no end; {writer} stopped without closing it")
            return
        if end.delta_us is not None:
            self.delta_us = end.delta_us
        if end.count != count or end.digest != digest_of(raw):
            self._note(f"{path.name}: {count} facts found, {end.count} were written")


def _order(fact: AnyFact) -> tuple[int, str, int]:
    return (fact.t, fact.writer, fact.seq)


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
