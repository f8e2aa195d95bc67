"""R09: after a permanent refusal nobody tries again."""

from collections.abc import Iterator

import msgspec

from windtunnel.domain.facts import AttemptFact, TemplateStateFact, TokenFact
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.customers import Customers
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.story import news_line

OPTED_OUT, WINDOW_CLOSED = 131_050, 131_047
WINDOW_US = 86_400 * SECOND_US

ROUTE = ("provider", "number")
CONTENT = ("recipient", "form", "template", "lang", "content_sha")


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What the sender was told of an attempt: when, the code, and whether a status told it."""

    t: int
    code: int
    attempt: Attempt
    by_webhook: bool


class PermanentMeansStop(Invariant):
    """No attempt after a permanent answer or an acked failure of a permanent code.

    It may try again once the cause is gone: another content, recipient or route, an opt-in, an
    approved template, a renewed token, a customer who wrote again.
    """

    id = "R09"
    name = "permanent means stop"
    by_content = True
    must_count = "permanent"
    untested_why = "no message was refused or failed for good"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._customers = Customers(context.cases)

    def judge(self, case: Case) -> None:
        """Look for attempts after permanent news whose cause still stood."""
        heard = sorted(self._heard(case), key=lambda news: news.t)
        news = [each for each in heard if not self._is_spurious(case, each)]
        if not news:
            return
        self.counters["permanent"] += 1
        later = [
            (attempt, each)
            for attempt in case.attempts
            if (each := self._against(case, attempt, news)) is not None
        ]
        if later:
            attempts = [attempt for attempt, _ in later]
            first = later[0][1]
            times = "once" if len(later) == 1 else f"{len(later)} times"
            self.breach(
                case,
                f"code {first.code} means never, and the sender tried {times} more",
                [first.attempt, *attempts[:2]],
                evidence=[
                    news_line(case, t, s)
                    for t, s in case.heard
                    if first.by_webhook and t == first.t
                ],
            )

    def _heard(self, case: Case) -> Iterator[News]:
        for attempt in case.attempts:
            answer, read_t = attempt.answer, self.context.read_t(attempt)
            if answer is not None and answer.cls == "permanent" and read_t is not None:
                yield News(t=read_t, code=answer.code, attempt=attempt, by_webhook=False)
        for t, status in case.heard:
            if status.status == "failed" and status.cls == "permanent":
                (attempt,) = [
                    each
                    for each in case.accepted
                    if each.answer is not None and each.answer.message == status.message
                ][:1]
                yield News(t=t, code=status.code or 0, attempt=attempt, by_webhook=True)

    def _is_spurious(self, case: Case, news: News) -> bool:
        """Say whether a window was called closed that was open: seen at Meta, resending works."""
        if news.code != WINDOW_CLOSED:
            return False
        fact = news.attempt.fact
        persons = self._customers.meant(case, news.attempt)
        wrote_t = self._customers.wrote_t(fact.number, persons, fact.t)
        return wrote_t is not None and fact.t < wrote_t + WINDOW_US

    def _against(self, case: Case, attempt: Attempt, heard: list[News]) -> News | None:
        """Return the first news that stood against an attempt when it began."""
        start_t = attempt.fact.t - self.context.delta_us
        for news in heard:
            if news.t >= start_t or news.attempt is attempt:
                continue
            if not news.by_webhook and self.context.crashed_between(news.t, attempt.fact.t):
                continue
            if not self._is_gone(case, news, attempt):
                return news
        return None

    def _is_gone(self, case: Case, news: News, attempt: Attempt) -> bool:
        """Say whether the cause of a refusal no longer stood at a later attempt."""
        was, now = news.attempt.fact, attempt.fact
        code = self.context.code(was.provider, news.code)
        cause = "provider" if code is None else code.cause
        differs = ROUTE if cause == "auth" else ROUTE + CONTENT
        if any(getattr(was, name) != getattr(now, name) for name in differs):
            return True
        if cause == "auth":
            tokens = self.context.cases.of_kind(TokenFact)
            return any(was.t < t.t <= now.t and t.state == "valid" for t in tokens)
        if cause == "template":
            return self._was_approved(was, now.t)
        persons = self._customers.meant(case, attempt)
        if news.code == OPTED_OUT:
            return self._customers.opted_in(persons, ("marketing",), was.t, now.t)
        wrote_t = self._customers.wrote_t(now.number, persons, now.t)
        return news.code == WINDOW_CLOSED and wrote_t is not None and wrote_t > was.t

    def _was_approved(self, refused: AttemptFact, until_t: int) -> bool:
        return any(
            refused.t < fact.t <= until_t
            and fact.state == "APPROVED"
            and (fact.template, fact.lang) == (refused.template, refused.lang)
            for fact in self.context.cases.of_kind(TemplateStateFact)
        )
