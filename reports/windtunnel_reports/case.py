"""One intent: its attempts with their answers, what arrived, what was told of it."""

import msgspec

from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    HandsetFact,
    IntentFact,
    OutcomeFact,
    PromiseFact,
    ReplyEndFact,
    SeenFact,
    StatusFact,
)


class Attempt(msgspec.Struct, gc=False):
    """One attempt: its fact, its answer, when the answer had been handed to the kernel."""

    fact: AttemptFact
    answer: AnswerFact | None = None
    end: ReplyEndFact | None = None

    @property
    def is_accepted(self) -> bool:
        """True where the provider took it."""
        return self.answer is not None and self.answer.accepted

    @property
    def is_whole(self) -> bool:
        """True where a clean answer was handed over whole."""
        return (
            self.answer is not None
            and self.answer.plan == "clean"
            and self.end is not None
            and self.end.written == "all"
        )

    @property
    def is_ambiguous(self) -> bool:
        """True where the sender cannot tell from the answer whether it was accepted."""
        return not self.is_whole or (self.answer is not None and self.answer.cls == "ambiguous")


class Case(msgspec.Struct, kw_only=True, gc=False):
    """One intent. `acks` holds (t, status) of acked webhook statuses of its messages."""

    index: int
    intent: IntentFact | None = None
    attempts: list[Attempt] = []
    handsets: list[HandsetFact] = []
    statuses: list[StatusFact] = []
    acks: list[tuple[int, StatusFact]] = []
    outcomes: list[OutcomeFact] = []
    seen: list[SeenFact] = []
    promise: PromiseFact | None = None

    @property
    def accepted(self) -> list[Attempt]:
        """The attempts that the provider took."""
        return [attempt for attempt in self.attempts if attempt.is_accepted]

    @property
    def rows(self) -> list[HandsetFact]:
        """What arrived: one row per message."""
        return list({row.message: row for row in self.handsets}.values())

    @property
    def outcome(self) -> OutcomeFact | None:
        """The last outcome that the sender reported."""
        return self.outcomes[-1] if self.outcomes else None

    @property
    def recipient(self) -> str | None:
        """The recipient's digits."""
        return self.intent.recipient if self.intent is not None else None
