"""One intent: its attempts with their answers, what arrived, what was told of it."""

from collections.abc import Sequence

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
    UnreadFact,
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
    def message(self) -> str | None:
        """The message that it was accepted as."""
        return None if self.answer is None else self.answer.message

    @property
    def is_ambiguous(self) -> bool:
        """True where the sender cannot tell from the answer whether it was accepted."""
        return not self.is_whole or (self.answer is not None and self.answer.cls == "ambiguous")


class Case(msgspec.Struct, kw_only=True, gc=False):
    """One intent. `acks` holds (t, status) of acked webhook statuses of its messages.

    `asked` holds those that the sender asked for and was told, where a provider lets it ask.

    `unsure` says why a finding would be a guess, "" where whose each call is is known; `said` is
    how it is called where it cannot be told from others: "one of messages 12, 40".
    """

    index: int
    intent: IntentFact | None = None
    attempts: list[Attempt] = []
    handsets: list[HandsetFact] = []
    statuses: list[StatusFact] = []
    acks: list[tuple[int, StatusFact]] = []
    asked: list[tuple[int, StatusFact]] = []
    outcomes: list[OutcomeFact] = []
    seen: list[SeenFact] = []
    promise: PromiseFact | None = None
    unread: list[UnreadFact] = []
    unsure: str = ""
    said: str = ""

    def guess(self, *, by_content: bool = False) -> str:
        """Return why a finding about it would be a guess, "" where it would be none.

        With `by_content` the finding asks for no more than what became of one content.
        """
        if self.unsure or by_content or not self.said:
            return self.unsure
        return f"it is {self.said}, and nobody can tell which"

    @property
    def accepted(self) -> list[Attempt]:
        """The attempts that the provider took."""
        return [attempt for attempt in self.attempts if attempt.is_accepted]

    @property
    def heard(self) -> list[tuple[int, StatusFact]]:
        """What the sender knows of its messages: told by webhook, or because it asked."""
        return sorted((*self.acks, *self.asked), key=_first) if self.asked else self.acks

    @property
    def again(self) -> frozenset[str]:
        """The attempts that queued a failed message again: the same one, not another copy.

        Where the message comes from an idempotency key the provider has not queued it again.
        """
        seen: set[str] = set()
        found = []
        for attempt in self.attempts:
            message = attempt.message
            if message is None:
                continue
            if message in seen and attempt.fact.idem_key is None and self._failed(attempt):
                found.append(attempt.fact.attempt)
            seen.add(message)
        return frozenset(found)

    def _failed(self, attempt: Attempt) -> bool:
        """Say whether an attempt's message had failed when it began."""
        return any(
            status.message == attempt.message
            and status.status == "failed"
            and status.t <= attempt.fact.t
            for status in self.statuses
        )

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


def together(parts: Sequence[Case], *, said: str) -> Case:
    """Return some cases as one, called after the first and said to be one of them."""
    return Case(
        index=parts[0].index,
        intent=parts[0].intent,
        attempts=sorted((each for part in parts for each in part.attempts), key=_start),
        handsets=[row for part in parts for row in part.handsets],
        statuses=[status for part in parts for status in part.statuses],
        acks=sorted((ack for part in parts for ack in part.acks), key=_first),
        asked=sorted((told for part in parts for told in part.asked), key=_first),
        said=said,
    )


def _start(attempt: Attempt) -> int:
    return attempt.fact.t


def _first(ack: tuple[int, StatusFact]) -> int:
    return ack[0]
