"""Messages told from calls alone: what tests sent, though nobody said what was to be sent.

Calls of one content to one person are tries of one message as long as the one before could not be
known to be accepted. After a clean acceptance the same content again is another message: whether
it was wanted twice, only its author knows, so it is counted as repeated and judged as nothing.
"""

from collections.abc import Iterable, Iterator

import msgspec

from windtunnel.domain.countries import country_of
from windtunnel.domain.facts import AnswerFact, AnyFact, AttemptFact, IntentFact, ReplyEndFact
from windtunnel.domain.marker import marker_of
from windtunnel.domain.people import person_of

APART_US = 300_000_000
"""Calls further apart than this are no tries of one message."""

Key = tuple[str, str, str | None, str | None]


class _Try(msgspec.Struct):
    """The last call of a message."""

    index: int
    attempt: str
    t: int


class Inferred:
    """Reads a world's facts; `follow` yields them with messages put in.

    Attributes:
        repeated: how often a content was sent again to a person who had got it, each time after a
            clean acceptance.
        nameless: calls without a recipient, which are of no message.
    """

    def __init__(self) -> None:
        self.repeated = 0
        self.nameless = 0
        self._last: dict[Key, _Try] = {}
        self._clean: set[str] = set()
        self._accepted: set[str] = set()
        self._count = 0

    def follow(self, facts: Iterable[AnyFact]) -> Iterator[AnyFact]:
        """Yield all facts; each call under its message's marker, the message before it."""
        for fact in facts:
            if isinstance(fact, AttemptFact):
                yield from self._attempt(fact)
                continue
            if isinstance(fact, AnswerFact) and fact.accepted and fact.plan == "clean":
                self._accepted.add(fact.attempt)
            elif isinstance(fact, ReplyEndFact) and fact.written == "all":
                self._clean |= {fact.attempt} & self._accepted
            yield fact

    def _attempt(self, fact: AttemptFact) -> Iterator[AnyFact]:
        if fact.recipient is None or fact.content_sha is None:
            self.nameless += 1
            yield msgspec.structs.replace(fact, marker=None)
            return
        key = (person_of(fact.recipient), fact.content_sha, fact.template, fact.lang)
        last = self._last.get(key)
        is_again = last is not None and fact.t - last.t <= APART_US
        if last is not None and is_again and last.attempt in self._clean:
            self.repeated += 1
            is_again = False
        if last is None or not is_again:
            self._count += 1
            last = _Try(self._count - 1, fact.attempt, fact.t)
            yield _message(fact, last.index)
        last.attempt, last.t = fact.attempt, fact.t
        self._last[key] = last
        yield msgspec.structs.replace(fact, marker=marker_of(last.index))


def _message(fact: AttemptFact, index: int) -> IntentFact:
    recipient = fact.recipient or ""
    return IntentFact(
        t=fact.t,
        intent=index,
        marker=marker_of(index),
        recipient=recipient,
        country=country_of(recipient),
        number=fact.number,
        flow="around",
        intended_t=fact.t,
        form=fact.form or "free",
        scope=fact.scope or "service",
        template=fact.template,
        lang=fact.lang,
    )
