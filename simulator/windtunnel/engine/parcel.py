"""What the courier carries: one event, or in a backlog several, from try to try."""

from collections import deque

import msgspec

from windtunnel.domain.message import WebhookEvent
from windtunnel.engine.faults.blow import Culprit
from windtunnel.engine.lane import Lane


class Parcel(msgspec.Struct, gc=False, eq=False):
    """Events that are posted together; `attempt_no` is the number of the next or current try.

    It waits (for its time, for its turn or for its next try), flies, or is done. `copy` tells a
    duplicate's push ids from the original's. A forged one is signed wrongly and tried once. Once
    it has gone, `freed` may go, which was held for it; `by` is the fault that made or delayed it,
    of several the first.
    """

    events: tuple[WebhookEvent, ...]
    lane: Lane
    copy: str = ""
    attempt_no: int = 1
    is_flying: bool = False
    is_done: bool = False
    is_forged: bool = False
    by: Culprit | None = None
    freed: "tuple[Parcel, ...]" = ()

    @property
    def push_id(self) -> str:
        """The id of the current try, the same in every run of the same seed."""
        return f"{self.events[0].event}#{self.copy}{self.attempt_no}"

    def names(self) -> tuple[str, ...]:
        """Return the ids of the events."""
        if len(self.events) == 1:
            return (self.events[0].event,)
        return tuple([event.event for event in self.events])

    def absorb(self, others: "list[Parcel]") -> None:
        """Take over other parcels' events; those are done."""
        events, freed = list(self.events), list(self.freed)
        for other in others:
            events += other.events
            freed += other.freed
            self.by = self.by or other.by
            other.is_done = True
        self.events, self.freed = tuple(events), tuple(freed)


def fill(parcel: Parcel, ready: deque[Parcel], *, most: int) -> None:
    """Put the first tries that wait next in line into one parcel, `most` events in all."""
    if parcel.is_forged or parcel.attempt_no != 1:
        return
    lane = parcel.lane
    others: list[Parcel] = []
    room = most - len(parcel.events)
    while ready and room > 0:
        other = ready[0]
        if not other.is_done:
            if other.lane is not lane or other.attempt_no != 1 or other.is_forged:
                break
            others.append(other)
            room -= len(other.events)
        ready.popleft()
    parcel.absorb(others)
