"""R30: who gives a message up says why, and the reason fits the last news of it."""

from windtunnel.domain.catalog import Code
from windtunnel.domain.facts import (
    OptOutFact,
    OutcomeFact,
    StatusFact,
    TemplateStateFact,
    TokenFact,
)
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.pushes import began_t

CAUSES = frozenset({"template", "recipient", "limit", "auth", "provider", "expired"})
GIVEN_UP = frozenset({"failed", "expired", "cancelled"})
NEARLY = 0.9
"""This share of the declared horizon counts as all of it: a wait would not have fitted in."""


class DeadLettersAccounted(Invariant):
    """Each message that was given up has a cause of the taxonomy that fits its last news.

    The news is the last refusal that was read, or a failure that a webhook told, or that the
    sender asked for and was told. After a retryable one something else may have ended the
    message: its deadline or horizon, a limit on its number, an opt-out, a template or token that
    changed, a window that closed, calls that never arrived. What is cancelled was the sender's
    own choice, and needs a cause only.
    """

    id = "R30"
    name = "every dead letter accounted for"
    proof = ("outcome",)
    needs = frozenset({"outcome", "cause"})
    must_count = "given_up"
    untested_why = "no message was given up"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        cases = context.cases
        self._stopped = {fact.recipient.lstrip("+") for fact in cases.of_kind(OptOutFact)}
        templates = cases.of_kind(TemplateStateFact)
        self._templates = {fact.template for fact in templates if fact.state != "APPROVED"}
        self._has_token_news = any(fact.state != "valid" for fact in cases.of_kind(TokenFact))
        self._limited = {
            attempt.fact.number
            for attempt in cases.attempts
            if attempt.answer is not None and attempt.answer.limiter is not None
        }

    def judge(self, case: Case) -> None:
        """Judge one message that was given up."""
        outcome = case.outcome
        if outcome is None or outcome.state not in GIVEN_UP:
            return
        self.counters["given_up"] += 1
        if outcome.state == "expired" and outcome.cause is None:
            return
        if outcome.cause not in CAUSES:
            said = "no cause" if outcome.cause is None else f"the cause {outcome.cause!r}"
            self.breach(case, f"a message was given up with {said}; known are {_known()}")
            return
        last = self._last_news(case, outcome)
        if outcome.state != "failed" or last is None:
            return
        self.counters["given_up_after_news"] += 1
        if not self._fits(case, outcome, last):
            self.breach(
                case,
                f"a message was given up for {outcome.cause!r}, and the last news of it was code "
                f"{last.code} ({last.title}): {last.cause!r}",
            )

    def _last_news(self, case: Case, outcome: OutcomeFact) -> Code | None:
        news: list[tuple[int, str, int]] = []
        for attempt in case.attempts:
            answer, end = attempt.answer, attempt.end
            if answer is None or end is None or end.t > outcome.t:
                continue
            # Of an answer that came just before a crash the next life may know nothing.
            if not self.context.crashed_between(end.t, outcome.t):
                code = answer.code if _is_refusal(attempt) else -1
                news.append((end.t, attempt.fact.provider, code))
        for status in case.statuses:
            began = [began_t(push) for push in self.context.cases.pushes.get(status.event, ())]
            began += [t for t, told in case.asked if told is status]
            told_t = min(began, default=outcome.t + 1)
            if status.code is not None and told_t <= outcome.t:
                news.append((told_t, _provider_of(case, status), status.code))
        if not news:
            return None
        _, provider, number = max(news)
        return self.context.code(provider, number)

    def _fits(self, case: Case, outcome: OutcomeFact, last: Code) -> bool:
        if outcome.cause == last.cause:
            return True
        return last.cls != "permanent" and outcome.cause in self._excuses(case, outcome)

    def _excuses(self, case: Case, outcome: OutcomeFact) -> set[str]:
        """Return what else may have ended a message that could have been tried again."""
        found = {"expired"}
        last = case.attempts[-1].fact
        if last.number in self._limited or self._is_used_up(case, outcome):
            found.add("limit")
        may_close = last.form == "free" and self.context.has_windows(last.provider)
        if may_close or (last.recipient or "").lstrip("+") in self._stopped:
            found.add("recipient")
        if last.template is not None and last.template in self._templates:
            found.add("template")
        if self._has_token_news:
            found.add("auth")
        if sum(fact.state != "ok" for fact in case.seen) > len(case.attempts):
            # More calls failed than came to the provider: nobody answered the others.
            found.add("provider")
        return found

    def _is_used_up(self, case: Case, outcome: OutcomeFact) -> bool:
        horizon_s = self.context.policy.horizon_s
        if horizon_s is None:
            return False
        return outcome.t - case.attempts[0].fact.t >= NEARLY * horizon_s * SECOND_US


def _is_refusal(attempt: Attempt) -> bool:
    return attempt.is_whole and not attempt.is_accepted


def _provider_of(case: Case, status: StatusFact) -> str:
    attempts = [each for each in case.accepted if each.message == status.message]
    return (attempts or case.attempts)[-1].fact.provider


def _known() -> str:
    return ", ".join(sorted(CAUSES))
