"""What to do after an attempt: the one place in which retries are decided."""

from typing import Literal

import msgspec
from msgspec import structs

from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.wire import Answer, Codes

ATTEMPTS = 8
HORIZON_S = 11.0
BACKOFF_BASE_S = 0.25
BACKOFF_CAP_S = 4.0


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What follows: `wait_s` and `holds` are again's; `cause` and `code` say why, if it ends."""

    act: Literal["done", "again", "park", "stop"]
    wait_s: float = 0.0
    holds: str = "message"
    cause: str | None = None
    code: int | None = None


DONE = Decision(act="done")
PARK = Decision(act="park")
AGAIN = Decision(act="again")


UNKNOWN = Outcome(state="unknown")


def refused_by(decision: Decision) -> Outcome:
    """Return the end of a message that was refused."""
    return Outcome(state="failed", cause=decision.cause or "provider", code=decision.code)


class Retry:
    """Decides after each attempt, by its provider's codes.

    `attempt` counts from 1, `chance` is in [0, 1).
    """

    attempts = ATTEMPTS

    def __init__(self, codes: Codes) -> None:
        self.codes = codes

    def after_answer(
        self, answer: Answer, *, attempt: int, chance: float, row: int = 0
    ) -> Decision:
        """Decide after a refusal that came whole; `row` counts its pair's limits before this one.

        What names no code is no refusal of this provider: something on the way has said it.
        """
        code = answer.code
        if code is None:
            return self.after_silence(attempt=attempt, chance=chance)
        if code not in self.codes.waits:
            return Decision(act="stop", cause=self.codes.cause(code), code=code)
        least_s, growth, holds = self.codes.waits[code]
        wait_s = max(least_s * growth ** max(row, attempt - 1), answer.retry_after_s)
        return self.again(attempt, chance=chance, wait_s=wait_s, holds=holds, code=code)

    def after_silence(self, *, attempt: int, chance: float) -> Decision:
        """Decide after a time-out or a reset: it may have been accepted, nobody can tell."""
        del attempt, chance
        return PARK

    def after_crash(self) -> Decision:
        """Decide about what was in flight when the last life ended."""
        return PARK

    def outcome_of(self, decision: Decision, entry: Entry) -> Outcome:
        """Return the end that a decision is: what may yet arrive is not called failed."""
        if decision.act == "done":
            return Outcome(state="accepted")
        is_open = decision.act == "park" or entry.doubtful
        return UNKNOWN if is_open else refused_by(decision)

    def after_failure(self, decision: Decision) -> Decision:
        """Decide about a message that failed after it was accepted, as that code would have it."""
        return structs.replace(decision, act="stop")

    def has_ended(self, entry: Entry) -> bool:
        """Say whether the receipts have told how it ended, so that nothing more is to be sent."""
        return entry.told is not None

    def after_no_connection(self, *, attempt: int, chance: float) -> Decision:
        """Decide after a connection that never came to be: surely not sent."""
        return self.again(attempt, chance=chance, cause="provider")

    def again(
        self,
        attempt: int,
        *,
        chance: float,
        wait_s: float = 0.0,
        holds: str = "message",
        cause: str | None = None,
        code: int | None = None,
    ) -> Decision:
        """Try again after the wait and a backoff with full jitter, while attempts are left."""
        cause = cause or self.codes.cause(code)
        wait_s += self.backoff_s(attempt, chance)
        act: Literal["again", "stop"] = "again" if attempt < self.attempts else "stop"
        return Decision(act=act, wait_s=wait_s, holds=holds, cause=cause, code=code)

    def backoff_s(self, attempt: int, chance: float) -> float:
        """Return the backoff after an attempt, with full jitter."""
        return chance * min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2.0**attempt)
