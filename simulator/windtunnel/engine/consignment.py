"""What is pushed, and when, for an event that faults have struck or chance has moved."""

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.facts import PushDroppedFact
from windtunnel.domain.message import StatusEvent, WebhookEvent
from windtunnel.engine.faults.blow import Culprit
from windtunnel.engine.faults.struck import Struck
from windtunnel.engine.lane import Lane
from windtunnel.engine.parcel import Parcel

FORGED_LEAD_US = 200_000
"""How long before the true push a forged one goes: a receiver has dealt with it by then."""

REORDER_HOLD_US = 500_000
"""How long a reordered event is held after its message's next one, or where that is far."""

DUPLICATE_WITHIN_US = 2_000_000
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
    if struck.repeated_by is not None:
        made.append((_copy(event, lane, "r", struck.repeated_by), None))
    if again_us is not None:
        by = struck.by if struck.late_us else None
        made.append((_copy(event, lane, "d", by), again_us + delay_us - plain_us))
    return made


def waits(
    event: WebhookEvent, lane: Lane, seed: int, *, now_us: int, next_us: int | None
) -> Waits:
    """Return how long an event waits for its push, and for a second one if there is any."""
    behaviour = lane.behaviour
    if behaviour.push_plain_us is not None:
        return behaviour.push_plain_us, None
    drawn = draw(seed, "push", event.event, 1)
    delay_us = behaviour.push_delay.us(drawn[0], drawn[1])
    if drawn[2] < behaviour.reorder_below:
        delay_us += hold_us(now_us, next_us)
    if drawn[3] < behaviour.duplicate_below:
        return delay_us, delay_us + round(unit(drawn[4]) * DUPLICATE_WITHIN_US)
    return delay_us, None


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
