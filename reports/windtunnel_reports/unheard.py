"""Failures of which a provider tells nobody who does not ask."""

from windtunnel.domain.facts import NumberStateFact, StatusFact, TokenFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import Context

DEAD = frozenset({"failed", "cleared"})
"""A message with one of these is not sent any more, unless it is queued again."""


def unheard_failure(context: Context, case: Case) -> StatusFact | None:
    """Return how a message ended that is lost at a provider which tells no failures.

    None where a copy arrived or yet may, and where it failed at providers that tell it. What
    failed only in the settling came after the run's end.
    """
    if case.rows:
        return None
    ends = [(attempt, _last_status(case, attempt)) for attempt in case.accepted]
    dead = [(attempt, end) for attempt, end in ends if end is not None and _is_dead(end)]
    if len(dead) < len(ends):
        return None
    untold = [end for attempt, end in dead if not _tells(context, attempt)]
    return max(untold, key=lambda status: status.t, default=None)


def asked_from(context: Context, case: Case, t: int) -> int | None:
    """Return when, from a time on, a provider answers whoever asks of a message; None is never.

    It tells nothing of a stopped number, and nothing to whom a token has been taken from.
    """
    numbers = {attempt.fact.number for attempt in case.accepted}
    states: list[NumberStateFact | TokenFact] = [
        each for each in context.cases.of_kind(NumberStateFact) if each.number in numbers
    ]
    turns = states + context.cases.of_kind(TokenFact)
    is_stopped = is_revoked = False
    for fact in sorted(turns, key=lambda each: each.t):
        if fact.t > t and not (is_stopped or is_revoked):
            return t
        if isinstance(fact, TokenFact):
            is_revoked = fact.state != "valid"
        else:
            is_stopped = fact.state == "stopped"
        if fact.t > t and not (is_stopped or is_revoked):
            return fact.t
    return None if is_stopped or is_revoked else t


def end_line(status: StatusFact) -> StoryLine:
    """Return such an end as a line of a story."""
    code = "" if status.code is None else f" (code {status.code})"
    text = f"the message ends as {status.status!r}{code}, which no webhook tells"
    return StoryLine(t=status.t, kind="status", text=text)


def _last_status(case: Case, attempt: Attempt) -> StatusFact | None:
    told = (status for status in reversed(case.statuses) if status.message == attempt.message)
    return next(told, None)


def _is_dead(status: StatusFact) -> bool:
    return status.status in DEAD and not status.settled


def _tells(context: Context, attempt: Attempt) -> bool:
    catalog = context.catalog(attempt.fact.provider)
    return catalog is None or "failed" in catalog.tells
