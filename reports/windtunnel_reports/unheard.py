"""Failures of which a provider tells nobody who does not ask."""

from windtunnel.domain.facts import NumberStateFact, RestartFact, StatusFact, TokenFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import Context
from windtunnel_reports.stretches import Stretch, fault_spells

DEAD = frozenset({"failed", "cleared"})
"""A message with one of these is not sent any more, unless it is queued again."""

KEEPING = ("connect-refused", "answer-lost", "html-502", "error-500-after", "wire")
"""Faults that may keep a sender from asking, or hold it up."""


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

    It tells nothing of a stopped number, and nothing to whom no token of it is left.
    """
    untold = [attempt.fact for attempt in case.accepted if not _tells(context, attempt)]
    numbers = {attempt.number for attempt in untold}
    providers = {"", *(attempt.provider for attempt in untold)}
    states = [fact for fact in context.cases.of_kind(NumberStateFact) if fact.number in numbers]
    tokens = [fact for fact in context.cases.of_kind(TokenFact) if fact.provider in providers]
    turns: list[NumberStateFact | TokenFact] = [*states, *tokens]
    is_valid: dict[str, bool] = {}
    is_stopped: dict[str, bool] = {}
    is_shut = False
    for fact in sorted(turns, key=lambda each: each.t):
        if fact.t > t and not is_shut:
            return t
        if isinstance(fact, TokenFact):
            is_valid[fact.token] = fact.state == "valid"
        else:
            is_stopped[fact.number] = fact.state == "stopped"
        is_shut = any(is_stopped.values()) or (bool(is_valid) and not any(is_valid.values()))
        if fact.t > t and not is_shut:
            return fact.t
    return None if is_shut else t


def due_after(context: Context, from_t: int, within_us: int) -> int:
    """Return until when a sender has asked that may take so long, and has so long anew.

    The time begins anew with the end of a fault, and with a restart, that kept it from asking.
    """
    due_t = from_t + within_us
    for begin, end in sorted(fault_spells(context.cases, KEEPING) + _downs(context)):
        if begin < due_t:
            due_t = max(due_t, end + within_us)
    return due_t


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


def _downs(context: Context) -> list[Stretch]:
    """Return when processes were down, from a crash to the restart."""
    restarts = context.cases.of_kind(RestartFact)
    return [
        (crash.t, min((r.t for r in restarts if r.of == crash.of and r.t >= crash.t), default=0))
        for crash in context.cases.crashes
    ]
