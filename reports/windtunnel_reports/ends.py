"""What became of a message, in one word."""

from typing import Literal

from windtunnel_reports.cases import Attempt, Case

End = Literal[
    "read", "delivered", "on_its_way", "never", "failed", "not_accepted", "no_api_call", "shed"
]
"""`on_its_way`: only the settling at the run's end brought it, or could. `never`: handed over, and
not even the settling brought it. `shed`: the in-flight cap kept it from the sender."""


def end_of(case: Case, *, has_settled: bool) -> End:
    """Return the end of a message that was given to the sender."""
    if any(not row.settled for row in case.handsets):
        return "read" if any(_is_read(case)) else "delivered"
    if case.handsets:
        return "on_its_way"
    if any(status.status in ("failed", "cleared") for status in case.statuses):
        return "failed"
    if case.accepted:
        return "never" if has_settled else "on_its_way"
    return "not_accepted" if case.attempts else "no_api_call"


def _is_read(case: Case) -> list[bool]:
    return [status.status == "read" and not status.settled for status in case.statuses]


def fail_code_of(case: Case) -> int:
    """Return the code that a message failed with, or was refused with at last; 0 is none."""
    for status in case.statuses:
        if status.status == "failed" and status.code is not None:
            return status.code
    last = case.attempts[-1].answer if case.attempts and not case.accepted else None
    return last.code if last is not None else 0


def is_refusal(attempt: Attempt) -> bool:
    """True where the provider answered and did not accept."""
    answer = attempt.answer
    return answer is not None and not answer.accepted and answer.http != 0


def is_late(case: Case) -> bool:
    """True where the first copy arrived after the message's deadline."""
    if case.intent is None or case.intent.deadline is None or not case.handsets:
        return False
    return min(row.t for row in case.handsets) > case.intent.deadline
