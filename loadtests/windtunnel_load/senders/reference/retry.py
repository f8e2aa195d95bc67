"""What to do after an attempt: the one place in which retries are decided."""

from typing import Literal

import msgspec

ATTEMPTS = 8
HORIZON_S = 11.0
BACKOFF_BASE_S = 0.25
BACKOFF_CAP_S = 4.0
SERVER_ERROR = 500

_CAUSES = {
    "auth": (0, 3, 10, 104, 190, 200, 368, 131005, 131031, 131042, 131045, 133010),
    "recipient": (130472, 130497, 131021, 131026, 131030, 131047, 131050),
    "template": (132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018),
    "limit": (4, 80007, 130429, 131048, 131049, 131056),
}
CAUSE_OF = {code: cause for cause, codes in _CAUSES.items() for code in codes}
"""The cause that a given-up message is reported with; every other code is "provider"."""

_WAITS: dict[int, tuple[float, float, str]] = {
    1: (1.0, 2.0, "message"),
    2: (1.0, 2.0, "message"),
    4: (60.0, 1.0, "number"),
    80007: (60.0, 1.0, "number"),
    130429: (1.0, 1.0, "number"),
    131000: (1.0, 2.0, "message"),
    131016: (1.0, 2.0, "message"),
    131056: (1.0, 4.0, "pair"),
}
"""Codes worth another attempt: shortest wait (s), its growth, and whom it holds up."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What follows: `wait_s` and `holds` belong to again, `cause` and `code` to stop."""

    act: Literal["done", "again", "park", "stop"]
    wait_s: float = 0.0
    holds: str = "message"
    cause: str | None = None
    code: int | None = None


DONE = Decision(act="done")
PARK = Decision(act="park")


class Retry:
    """Decides after each attempt; `attempt` counts from 1, `chance` is in [0, 1)."""

    def after_answer(
        self, code: int | None, http: int, *, attempt: int, chance: float
    ) -> Decision:
        """Decide after an answer that came whole; `code` is None where it names none."""
        if code is None:
            return PARK if http >= SERVER_ERROR else Decision(act="stop", cause="provider")
        if code not in _WAITS:
            return Decision(act="stop", cause=CAUSE_OF.get(code, "provider"), code=code)
        least_s, growth, holds = _WAITS[code]
        wait_s = least_s * growth ** (attempt - 1)
        return self.again(attempt, chance=chance, wait_s=wait_s, holds=holds, code=code)

    def after_silence(self, *, attempt: int, chance: float) -> Decision:
        """Decide after a time-out or a reset: it may have been accepted, nobody can tell."""
        del attempt, chance
        return PARK

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
        if attempt >= ATTEMPTS:
            return Decision(act="stop", cause=cause or CAUSE_OF.get(code or -1), code=code)
        backoff_s = chance * min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2.0**attempt)
        return Decision(act="again", wait_s=wait_s + backoff_s, holds=holds, code=code)
