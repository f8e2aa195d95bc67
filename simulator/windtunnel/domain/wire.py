"""A wire plan: what happens to the bytes of one request and its answer."""

from typing import Literal

import msgspec

Before = Literal["none", "reset", "hold", "answer"]
After = Literal["none", "reset", "hold", "close"]

HTTP_BAD_GATEWAY = 502
HOLD_S_MAX = 120.0
"""A held connection is let go after this long, or when the client leaves."""


class WirePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the executor does, in this order: before, work, delay, body and cut, after.

    `before` acts when the request has been read and *before* the platform sees it: reset aborts
    the connection (RST), hold never answers, answer sends `body`, as a gateway in between would;
    in all cases nothing was accepted. `after` acts once
    the platform has decided: reset aborts instead of answering, hold never answers ("answer
    lost"), close answers and then closes the kept-alive connection. `delay_ms` waits before the
    answer; `cut_bytes` announces the full length and sends that many bytes fewer, then closes;
    `body` replaces the answer (502 unless `status` says otherwise), as JSON where it begins with
    a brace, else as text/html.
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

    @property
    def is_seen(self) -> bool:
        """True where the platform sees the request and decides on it."""
        return self.before == "none"

    @property
    def act(self) -> After:
        """What is done with the connection when the time of the answer has come."""
        return self.before if self.before in {"reset", "hold"} else self.after  # type: ignore[return-value]

    @property
    def http(self) -> int | None:
        """The status of the page that goes out instead of the answer, None where none does."""
        if self.body is None or self.act in {"reset", "hold"}:
            return None
        return self.status or HTTP_BAD_GATEWAY


CLEAN = WirePlan()
