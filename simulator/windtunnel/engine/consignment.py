"""What is pushed, and when, for an event that faults have struck or chance has moved."""

from windtunnel.domain.facts import PushDroppedFact
from windtunnel.domain.message import StatusEvent
from windtunnel.engine.faults.blow import Culprit
from windtunnel.engine.faults.struck import Struck
from windtunnel.engine.lane import Lane
from windtunnel.engine.parcel import Parcel

FORGED_LEAD_US = 200_000
"""How long before the true push a forged one goes: a receiver has dealt with it by then."""

REORDER_HOLD_US = 500_000
"""How long a reordered event is held after its message's next one, or where that is far."""

REORDER_NEAR_US = 5_000_000
"""A reordered event waits for its message's next event if that one comes within this time."""

Delayed = tuple[Parcel, int | None]
"""A parcel, and how long it waits in µs: None where it is held for another one to go."""

Waits = tuple[int, int | None]
"""How long an event's push waits in µs by chance alone, and its second push, if there is one."""


def consignment(event: StatusEvent, lane: Lane, struck: Struck, waits_us: Waits) -> list[Delayed]:
    """Return the parcels in the order in which they are to be owed.

    What puts the event off puts off its duplicate by chance, too; what loses it loses both.
    """
    made: list[Delayed] = []
    plain_us, again_us = waits_us
    delay_us = plain_us + struck.late_us
    if struck.forged_by is not None:
        forged = _copy(event, lane, "x", struck.forged_by)
        forged.is_forged = True
        made.append((forged, max(0, delay_us - FORGED_LEAD_US)))
        delay_us = max(delay_us, FORGED_LEAD_US)
    if struck.lost_by is not None:
        return made
    made.append((_copy(event, lane, "", struck.by), None if struck.is_held else delay_us))
    for count, (later_us, again_by) in enumerate(struck.again, start=1):
        made.append((_copy(event, lane, "w" * count, again_by), delay_us + later_us))
    if again_us is not None:
        by = struck.by if struck.late_us else None
        made.append((_copy(event, lane, "d", by), again_us + delay_us - plain_us))
    return made


def hold_us(now_us: int, next_us: int | None) -> int:
    """Return how long to hold an event back so that its message's next one overtakes it."""
    if next_us is None or next_us - now_us > REORDER_NEAR_US:
        return REORDER_HOLD_US
    return max(0, next_us - now_us) + REORDER_HOLD_US


def lost_fact(event: StatusEvent, subscriber: str, by: Culprit, now_us: int) -> PushDroppedFact:
    """Return the fact of an event that a fault keeps from ever being pushed."""
    return PushDroppedFact(
        t=now_us,
        events=(event.event,),
        subscriber=subscriber,
        why="lost",
        fault=by[0],
        fault_id=by[1],
    )


def _copy(event: StatusEvent, lane: Lane, copy: str, by: Culprit | None) -> Parcel:
    made = Parcel((event,), lane, copy)
    made.by = by
    return made
