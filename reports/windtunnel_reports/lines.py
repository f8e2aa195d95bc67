"""Lines of a story for facts that are not of one message alone."""

from collections.abc import Iterable

from windtunnel.domain.facts import RestartFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case, Cases

CRASHES_MAX = 2


def crash_lines(cases: Cases, from_t: int) -> list[StoryLine]:
    """Return the first ends and restarts of processes from a time on."""
    ended = [
        StoryLine(t=fact.t, kind="crash", text=f"the process {fact.of} ends by itself")
        for fact in cases.crashes
    ]
    back = [
        StoryLine(t=fact.t, kind="restart", text=f"the process {fact.of} is restarted")
        for fact in cases.of_kind(RestartFact)
    ]
    after = sorted((line for line in (*ended, *back) if line.t >= from_t), key=lambda line: line.t)
    return after[:CRASHES_MAX]


def acceptance_lines(case: Case, messages: Iterable[str], *, of: str = "") -> list[StoryLine]:
    """Return how the calls were accepted that these messages came of; `of` says of whom."""
    known = set(messages)
    whose = f" ({of})" if of else ""
    return [
        StoryLine(t=attempt.answer.t, kind="answer", text=f"API call {number}{whose} is accepted")
        for number, attempt in enumerate(case.attempts, 1)
        if attempt.answer is not None and attempt.answer.message in known
    ]


def copy_line(case: Case, attempt: Attempt, text: str) -> list[StoryLine]:
    """Return when the message of an attempt arrived, with what is said of it."""
    message = attempt.answer.message if attempt.answer is not None else None
    rows = [row for row in case.rows if row.message == message]
    return [StoryLine(t=row.t, kind="handset", text=text) for row in rows[:1]]
