"""A ledger in memory: the same facts, the same lines and the same digest as on disk."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import FACT_DECODER, AnyFact, EndFact, Fact
from windtunnel.runtime.segment import SegmentWriter, digest_of

WRITER = "verify"
"""A run in virtual time is one process, so one writer: its `seq` is a total order."""

FACTS_MAX = 5_000_000
"""A run beyond this is a runaway; it would not fit in memory either."""


class MemoryLedger(SegmentWriter):
    """A segment writer whose one segment is a list of lines; `watch` is shown every fact."""

    def __init__(self, writer: str = WRITER) -> None:
        self.writer = writer
        self.count = 0
        self.closed = False
        self.watch: Callable[[Fact], None] | None = None
        self._encode = msgspec.json.Encoder().encode
        self._lines: list[bytes] = []

    def write(self, fact: Fact) -> None:
        """Write one fact as the next line.

        Raises:
            LedgerError: the ledger is closed or full.
        """
        if self.closed or self.count >= FACTS_MAX:
            why = "is closed; a fact came too late" if self.closed else f"holds {FACTS_MAX} facts"
            raise LedgerError(f"writer {self.writer} {why}")
        fact.seq, fact.writer = self.count, self.writer
        self._lines.append(self._encode(fact) + b"\n")
        self.count += 1
        if self.watch is not None:
            self.watch(fact)

    def write_all(self, facts: Sequence[Fact]) -> None:
        """Write facts as the next lines, each shown to `watch` before the next is written."""
        for fact in facts:
            self.write(fact)

    def close(self, delta_us: int | None = None) -> None:
        """Take no more facts."""
        del delta_us
        self.closed = True

    def lines_after(self, seq: int, *, most: int = 10_000) -> list[bytes]:
        """Return up to `most` lines whose seq is greater than `seq`, oldest first."""
        return [line.rstrip(b"\n") for line in self._lines[seq + 1 : seq + 1 + most]]

    @property
    def digest(self) -> str:
        """The digest of all lines: what the segment's `end` would hold, and the run's identity."""
        return digest_of(b"".join(self._lines))

    def facts(self) -> list[AnyFact]:
        """Return every fact in the order in which a ledger on disk would be read."""
        found = [FACT_DECODER.decode(line) for line in self._lines]
        found.sort(key=lambda fact: (fact.t, fact.seq))
        return found

    def save(self, folder: Path) -> None:
        """Write a closed segment into a folder, so that `windtunnel report` can read the run."""
        end = EndFact(writer=self.writer, t=0, count=self.count, digest=self.digest, delta_us=0)
        last = self._encode(end) + b"\n"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.writer}.0001.seg").write_bytes(b"".join((*self._lines, last)))
