"""R11: each limit's own wait is respected, by everything that the limit holds up."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from windtunnel.domain.catalog import Code
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.holds import Hold, Key, Traffic, key_of, reaction_us
from windtunnel_reports.invariants.base import Invariant

USER_CAP = 131_049
"""Counts marketing only, whatever it was given for. Source: D:per-user-limits."""

GREW_BY_MAX = 3
LIMITERS = ("number", "pair", "world")
"""A template's limit is its state, which R21 judges."""


class Limited(msgspec.Struct, frozen=True, kw_only=True):
    """One limit that the sender heard of: when, of which attempt, by which code."""

    t: int
    attempt: Attempt
    code: Code
    by_webhook: bool


class CodeSpecificWaits(Invariant):
    """After a limited answer the next attempt under the same limit comes after its wait.

    A wait grows as limited answers follow one another: 4^X seconds for 131056. A failed status
    of a code that comes so (131049) holds up messages of its own scope.
    """

    id = "R11"
    name = "code-specific waits"
    must_count = "limited_with_more_waiting"
    untested_why = "no limit was hit while more messages waited"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._failed: list[Limited] = []
        self._failed_attempts: set[str] = set()

    def judge(self, case: Case) -> None:
        """Note what failed for a limit; what it holds up is judged in `finish`."""
        for t, status in case.heard:
            if status.status != "failed" or status.code is None:
                continue
            for attempt in case.accepted:
                answer = attempt.answer
                code = self._limit(attempt, status.code)
                if answer is None or answer.message != status.message or code is None:
                    continue
                is_of_scope = code.code != USER_CAP or attempt.fact.scope == "marketing"
                if code.when == "async" and is_of_scope:
                    news = Limited(t=t, attempt=attempt, code=code, by_webhook=True)
                    self._failed.append(news)
                    self._failed_attempts.add(attempt.fact.attempt)

    def finish(self) -> None:
        """Look at what followed each limit."""
        answered = list(self._answered())
        if not answered and not self._failed:
            return
        limiters = [news.code.limiter for news in (*answered, *self._failed)]
        traffic = Traffic(self.context, limiters)
        for hold in self._holds([*answered, *self._failed], traffic):
            self.counters["limited"] += 1
            early = traffic.early(hold)
            if early is not None:
                self._tell(hold, early)
            self.counters["limited_with_more_waiting"] += traffic.has_waiting(hold)

    def _limit(self, attempt: Attempt, number: int) -> Code | None:
        code = self.context.code(attempt.fact.provider, number)
        if code is None or code.wait_s is None or code.limiter not in LIMITERS:
            return None
        return code

    def _answered(self) -> Iterator[Limited]:
        for attempt in self.context.cases.attempts:
            answer = attempt.answer
            if answer is None or answer.accepted:
                continue
            code, read_t = self._limit(attempt, answer.code), self.context.read_t(attempt)
            if code is not None and read_t is not None:
                yield Limited(t=read_t, attempt=attempt, code=code, by_webhook=False)

    def _holds(self, heard: list[Limited], traffic: Traffic) -> Iterator[Hold]:
        by_key: dict[tuple[Key, int, bool, str | None], list[Limited]] = defaultdict(list)
        for news in heard:
            scope = news.attempt.fact.scope if news.by_webhook else None
            key = key_of(news.code.limiter, news.attempt.fact)
            by_key[(key, news.code.code, news.by_webhook, scope)].append(news)
        for (key, _, _, held), row in by_key.items():
            row.sort(key=lambda news: news.attempt.fact.t)
            before: Limited | None = None
            grown = 0
            grew_by: list[Attempt] = []
            for news in row:
                was, grown = grown, self._grown(before, news, grown, traffic.by_key[key])
                if before is not None and grown > was:
                    grew_by.append(before.attempt)
                grew_by = grew_by[len(grew_by) - grown :]
                before = news
                wait_us = round(_wait_s(news, grown) * SECOND_US)
                yield Hold(
                    key=key,
                    culprit=news.attempt,
                    code=news.code.code,
                    from_t=news.t,
                    until_t=news.t + wait_us,
                    by_webhook=news.by_webhook,
                    scope=held,
                    grew_by=tuple(grew_by[-GREW_BY_MAX:]),
                )

    def _grown(
        self, before: Limited | None, news: Limited, grown: int, attempts: list[Attempt]
    ) -> int:
        """Return how many limits in a row, of which the sender knew, came before this one."""
        if before is None or news.code.growth == 1:
            return 0
        start_t, last_t = news.attempt.fact.t, before.attempt.fact.t
        if start_t <= before.t + reaction_us(before.attempt, news.attempt):
            return grown
        forgotten = not news.by_webhook and self.context.crashed_between(before.t, start_t)
        went_through = any(
            last_t < a.fact.t < start_t
            and a.is_accepted
            and a.fact.attempt not in self._failed_attempts
            for a in attempts
        )
        return 0 if forgotten or went_through else grown + 1

    def _tell(self, hold: Hold, early: Attempt) -> None:
        text = f"the sender acknowledges that the first of them failed with code {hold.code}"
        early_s = (hold.until_t - early.fact.t) / 1e6
        self.breach(
            self.context.cases.of_attempt(early),
            f"code {hold.code} asks for a wait, and the next call came {early_s:.2f} s early",
            [*hold.grew_by, hold.culprit, early],
            evidence=[StoryLine(t=hold.from_t, kind="push", text=text)] if hold.by_webhook else [],
        )


def _wait_s(news: Limited, grown: int) -> float:
    """Return the wait of a limit; where the provider asks for less in Retry-After, that."""
    assert news.code.wait_s is not None, "only limits with a wait are heard"
    wait_s: float = news.code.wait_s * news.code.growth**grown
    answer = news.attempt.answer
    if answer is None or answer.retry_after_s is None:
        return wait_s
    return min(wait_s, answer.retry_after_s)
