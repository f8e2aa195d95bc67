"""What the courier carries: one event, or in a backlog several, from try to try."""

from windtunnel.domain.message import WebhookEvent
from windtunnel.engine.faults.blow import Culprit
from windtunnel.engine.lane import Lane


class Parcel:
    """Events that are posted together; `attempt_no` is the number of the next or current try.

    It waits (for its time, for its turn or for its next try), flies, or is done. `copy` tells a
    duplicate's push ids from the original's. A forged one is signed wrongly and tried once. Once
    it has gone, `freed` may go, which was held for it; `by` is the fault that made or delayed it.
    """

    __slots__ = (
        "attempt_no",
        "by",
        "copy",
        "events",
        "freed",
        "is_done",
        "is_flying",
        "is_forged",
        "lane",
    )

    def __init__(self, event: WebhookEvent, lane: Lane, copy: str = "") -> None:
        self.events: tuple[WebhookEvent, ...] = (event,)
        self.lane = lane
        self.copy = copy
        self.attempt_no = 1
        self.is_flying = False
        self.is_done = False
        self.is_forged = False
        self.by: Culprit | None = None
        self.freed: tuple[Parcel, ...] = ()

    @property
    def push_id(self) -> str:
        """The id of the current try, the same in every run of the same seed."""
        return f"{self.events[0].event}#{self.copy}{self.attempt_no}"

    def names(self) -> tuple[str, ...]:
        """Return the ids of the events."""
        return tuple(event.event for event in self.events)

    def absorb(self, other: "Parcel") -> None:
        """Take over another parcel's events; that one is done."""
        self.events += other.events
        self.freed += other.freed
        other.is_done = True
