"""What a load process says of itself while it runs: one small JSON file, written whole."""

from array import array
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import msgspec

from windtunnel_load.pacing import percentile

RECENT = 1_000
"""Live percentiles are of this many newest samples, so that showing them costs no lateness."""


class LoadProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One share's figures so far. `answer_p95_ms` counts from the intended time."""

    planned: int = 0
    offered: int = 0
    answered: int = 0
    shed: int = 0
    lateness_p99_ms: float = 0.0
    answer_p95_ms: float = 0.0
    done: bool = False


class Tally:
    """The figures of one share: every lateness is kept, answers only as long as they are new."""

    def __init__(self, planned: int) -> None:
        self.planned = planned
        self.started = 0
        self.answered = 0
        self.shed = 0
        self._late_ms = array("d")
        self._answers_ms: deque[float] = deque(maxlen=RECENT)

    def start(self, late_ms: float) -> None:
        """Count a message that was started, this late."""
        self.started += 1
        self._late_ms.append(late_ms)

    def answer(self, ms: float) -> None:
        """Count an answer, this long after the message was wanted."""
        self.answered += 1
        self._answers_ms.append(ms)

    @property
    def lateness_p99_ms(self) -> float:
        """The p99 of every lateness, exact."""
        return round(percentile(self._late_ms, 0.99), 3)

    def progress(self, *, done: bool) -> LoadProgress:
        """Return the figures as they stand."""
        recent = self.lateness_p99_ms if done else percentile(self._late_ms[-RECENT:], 0.99)
        return LoadProgress(
            planned=self.planned,
            offered=self.started + self.shed,
            answered=self.answered,
            shed=self.shed,
            lateness_p99_ms=round(recent, 3),
            answer_p95_ms=round(percentile(self._answers_ms, 0.95), 3),
            done=done,
        )


def total(shares: Iterable[LoadProgress]) -> LoadProgress:
    """Return the figures of several shares as one: sums, and the worst of each percentile."""
    found = list(shares)
    return LoadProgress(
        planned=sum(share.planned for share in found),
        offered=sum(share.offered for share in found),
        answered=sum(share.answered for share in found),
        shed=sum(share.shed for share in found),
        lateness_p99_ms=max((share.lateness_p99_ms for share in found), default=0.0),
        answer_p95_ms=max((share.answer_p95_ms for share in found), default=0.0),
        done=bool(found) and all(share.done for share in found),
    )


def write_progress(path: Path, progress: LoadProgress) -> None:
    """Write the file whole: a reader never sees half of it."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(msgspec.json.encode(progress))
    part.replace(path)


def read_progress(path: Path) -> LoadProgress | None:
    """Return what the file says, None where there is none yet."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=LoadProgress)
    except (OSError, msgspec.DecodeError):
        return None
