"""Messages told from calls alone: what tests sent, though nobody said what was to be sent.

Calls of one content to one person are tries of one message as long as the one before could not be
known to be accepted. After a clean acceptance the same content again is another message: whether
it was wanted twice, only its author knows, so it is counted as repeated and judged as nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from windtunnel.domain.countries import country_of
from windtunnel.domain.facts import (
    AnswerFact,
    AnyFact,
    AttemptFact,
    HandsetFact,
    IntentFact,
    QuietFact,
    ReplyEndFact,
    StatusFact,
)
from windtunnel.domain.marker import marker_of
from windtunnel.domain.people import person_of

UNASKED = frozenset({"R03"})
"""Calls alone do not tell what was to be sent, so nothing can be missed in them."""

REST_US = 5_000_000
"""A message whose last call is so long ago is tried no more, as far as can be told."""

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

    With `until_us` the traffic goes on after the run: what begins later is of no message, and the
    run is at rest when the messages of before are.

    Attributes:
        repeated: how often a content was sent again to a person who had got it, each time after a
            clean acceptance.
        nameless: calls without a recipient, which are of no message.
    """

    def __init__(self, *, until_us: int | None = None) -> None:
        self.repeated = 0
        self.nameless = 0
        self._last: dict[Key, _Try] = {}
        self._clean: set[str] = set()
        self._accepted: set[str] = set()
        self._count = 0
        self._until_us = until_us
        self._tracked: dict[str, int] = {}
        self._under_way: dict[str, int] = {}
        self._copies: Counter[int] = Counter()
        self._last_call_t = self._last_t = 0

    def follow(self, facts: Iterable[AnyFact]) -> Iterator[AnyFact]:
        """Yield all facts; each call under its message's marker, the message before it."""
        for fact in facts:
            self._last_t = fact.t
            self._note(fact)
            if isinstance(fact, AttemptFact):
                yield from self._attempt(fact)
                continue
            if isinstance(fact, AnswerFact) and fact.accepted and fact.plan == "clean":
                self._accepted.add(fact.attempt)
            elif isinstance(fact, ReplyEndFact) and fact.written == "all":
                self._clean |= {fact.attempt} & self._accepted
            yield fact
        yield from self._rest()

    def _note(self, fact: AnyFact) -> None:
        """Note which messages are under way, of those that are tracked."""
        if isinstance(fact, AnswerFact) and fact.attempt in self._tracked and fact.message:
            index = self._tracked[fact.attempt]
            self._under_way[fact.message] = index
            self._copies[index] += 1
        elif isinstance(fact, HandsetFact) or (
            isinstance(fact, StatusFact) and fact.status == "failed"
        ):
            self._under_way.pop(fact.message, None)

    def _rest(self) -> Iterator[AnyFact]:
        """Say that what was tracked has come to rest, where its traffic goes on and it has.

        One copy that is still on its way to a phone that is off cannot become two.
        """
        if self._until_us is None:
            return
        quiet_us = self._last_t - self._last_call_t
        if quiet_us >= REST_US:
            yield QuietFact(t=self._last_t, step="drained", waited_ms=quiet_us // 1000)
        if all(self._copies[index] == 1 for index in self._under_way.values()):
            yield QuietFact(t=self._last_t, step="settled")

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
        if not is_again and self._until_us is not None and fact.t > self._until_us:
            yield msgspec.structs.replace(fact, marker=None)
            return
        self._last_call_t = fact.t
        if last is None or not is_again:
            self._count += 1
            last = _Try(self._count - 1, fact.attempt, fact.t)
            yield _message(fact, last.index)
        self._tracked[fact.attempt] = last.index
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
