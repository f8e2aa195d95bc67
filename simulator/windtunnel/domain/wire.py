"""A wire plan: what happens to the bytes of one request and its answer."""

from typing import Literal

import msgspec

Before = Literal["none", "reset", "hold"]
After = Literal["none", "reset", "hold", "close"]

HOLD_S_MAX = 120.0
"""A held connection is let go after this long, or when the client leaves."""


class WirePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the executor does, in this order: before, work, delay, body and cut, after.

    `before` acts when the request has been read and *before* the platform sees it: reset aborts
    the connection (RST), hold never answers; in both cases nothing was accepted. `after` acts once
    the platform has decided: reset aborts instead of answering, hold never answers ("answer
    lost"), close answers and then closes the kept-alive connection. `delay_ms` waits before the
    answer; `cut_bytes` announces the full length and sends that many bytes fewer, then closes;
    `body` replaces the answer (status 502 and text/html unless `status` says otherwise).
    """

    before: Before = "none"
    after: After = "none"
    delay_ms: int = 0
    cut_bytes: int = 0
    body: str | None = None
    status: int | None = None

    @property
    def is_clean(self) -> bool:
        """True where the answer goes out whole, at once or late."""
        return (
            self.before == "none"
            and self.after in {"none", "close"}
            and self.cut_bytes == 0
            and self.body is None
        )


CLEAN = WirePlan()
