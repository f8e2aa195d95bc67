"""Holds: a provider's "not now", whom it holds up, and who called before it was over."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from windtunnel.domain.facts import AttemptFact
from windtunnel_reports.cases import Attempt
from windtunnel_reports.context import Context

REACTION_US = 100_000
"""What of other messages was on its way when the refusal was read does not count."""

WAITING_MAX = 1_000
"""How many later attempts are looked at for one that had waited: a bound for long runs."""

Key = tuple[str, ...]


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """No attempt under `key` between these times, both in µs, because of a `code`.

    `by_webhook` where an acknowledged status told it, which outlives a crash; `scope` where only
    messages of this scope are held. `grew_by` are the last limits before it that made it longer.
    """

    key: Key
    culprit: Attempt
    code: int
    from_t: int
    until_t: int
    by_webhook: bool = False
    scope: str | None = None
    grew_by: tuple[Attempt, ...] = ()


def key_of(limiter: str | None, fact: AttemptFact) -> Key:
    """Return the name of what a limiter holds up; None is the message alone."""
    if limiter == "world":
        return ("world", fact.provider)
    if limiter == "number":
        return ("number", fact.provider, fact.number)
    if limiter == "pair":
        return ("pair", fact.provider, fact.number, fact.recipient or "")
    if limiter == "template":
        return ("template", fact.provider, fact.template or "", fact.lang or "")
    return ("message", fact.provider, fact.marker or fact.attempt)


class Traffic:
    """The attempts under each of some keys, by their start."""

    def __init__(self, context: Context, limiters: Iterable[str | None]) -> None:
        self._context = context
        self.by_key: dict[Key, list[Attempt]] = defaultdict(list)
        kinds = list(dict.fromkeys(limiters))
        for attempt in context.cases.attempts:
            for limiter in kinds:
                self.by_key[key_of(limiter, attempt.fact)].append(attempt)
        for attempts in self.by_key.values():
            attempts.sort(key=_start)

    def early(self, hold: Hold) -> Attempt | None:
        """Return the first attempt that came although it was held up."""
        delta_us = self._context.delta_us
        for attempt in self._since(hold):
            start_t = attempt.fact.t
            if start_t >= hold.until_t - delta_us:
                return None
            if start_t > hold.from_t + delta_us + reaction_us(
                hold.culprit, attempt
            ) and not self._is_excused(hold, attempt):
                return attempt
        return None

    def has_waiting(self, hold: Hold) -> bool:
        """Return whether another message was wanted within a hold, and came after it began."""
        for count, attempt in enumerate(self._since(hold)):
            if count == WAITING_MAX:
                break
            intent = self._context.cases.of_attempt(attempt).intent
            reaction = reaction_us(hold.culprit, attempt)
            is_late = attempt.fact.t > hold.from_t + reaction
            if reaction and is_late and (intent is None or intent.t < hold.until_t):
                return True
        return False

    def _since(self, hold: Hold) -> Iterator[Attempt]:
        attempts = self.by_key[hold.key]
        for place in range(bisect_right(attempts, hold.from_t, key=_start), len(attempts)):
            attempt = attempts[place]
            if hold.scope is None or attempt.fact.scope == hold.scope:
                yield attempt

    def _is_excused(self, hold: Hold, attempt: Attempt) -> bool:
        """Say whether a crash took what was known of the hold."""
        if hold.by_webhook:
            return False
        return self._context.crashed_between(hold.from_t, attempt.fact.t)


def reaction_us(culprit: Attempt, attempt: Attempt) -> int:
    """Return how long an attempt may have been on its way when a refusal was read.

    The next attempt of the refused message itself was decided on after its refusal.
    """
    marker = culprit.fact.marker
    return 0 if marker is not None and attempt.fact.marker == marker else REACTION_US


def _start(attempt: Attempt) -> int:
    return attempt.fact.t
