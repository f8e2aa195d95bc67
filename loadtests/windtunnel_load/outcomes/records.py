"""What is told of ends, as facts; safe to be told by several threads."""

import threading
from pathlib import Path

from windtunnel.domain.facts import Fact, OutcomeFact, UnreadFact
from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Outcome
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.outcomes.arming import ArmingOutcome

NAMELESS_MAX = 1_000
"""Facts of what is said of no known message; the first ones show what is wrong."""


class Records:
    """The desk's ledger: what is told again is not written again."""

    def __init__(self, ledger: Path, clock: Clock) -> None:
        self._writer = SegmentWriter(ledger, "outcomes")
        self._clock = clock
        self._lock = threading.Lock()
        self._last: dict[int, Outcome] = {}
        self._why: dict[int, str] = {}
        self._nameless = 0
        self.arming = ArmingOutcome()

    def outcome(self, intent: int, outcome: Outcome) -> None:
        """Write how a message ended."""
        if intent == ARMING_INDEX:
            self.arming.outcome = outcome
            return
        with self._lock:
            if self._last.get(intent) == outcome:
                return
            self._last[intent] = outcome
            self._write(
                OutcomeFact(
                    t=self._clock.now_us(),
                    intent=intent,
                    state=outcome.state,
                    cause=outcome.cause,
                    code=outcome.code,
                )
            )

    def unread(self, intent: int | None, why: str, said: str = "") -> None:
        """Write that what was said cannot be read."""
        if intent == ARMING_INDEX:
            self.arming.why, self.arming.said = why, said
            return
        with self._lock:
            if intent is None:
                self._nameless += 1
                is_news = self._nameless <= NAMELESS_MAX
                self.arming.why, self.arming.said = why, said
            else:
                is_news = self._why.get(intent) != why
                self._why[intent] = why
            if is_news:
                self._write(UnreadFact(t=self._clock.now_us(), intent=intent, why=why, said=said))

    def open(self, intent: int) -> None:
        """Hear that a message has no end yet."""
        if intent == ARMING_INDEX:
            self.arming.is_pending = True

    def knows(self, intent: int) -> bool:
        """Say whether some end of a message was told."""
        return intent in self._last

    def close(self) -> None:
        """Close the ledger; what is told later is not written."""
        with self._lock:
            self._writer.close()

    def _write(self, fact: Fact) -> None:
        if not self._writer.closed:
            self._writer.write(fact)
