"""Smaller and plainer forms of a schedule, for the minimiser to try."""

from collections.abc import Iterator
from dataclasses import replace as replaced
from typing import Any

import msgspec

from windtunnel_verify.happenings import AnyHappening
from windtunnel_verify.schedule import (
    RECIPIENT,
    Crash,
    PlannedFault,
    Schedule,
    Wanted,
    order,
)

replace = msgspec.structs.replace

SHORTER_US = (0, 1_000_000, 60_000_000, 3_600_000_000)
"""What a time is set to, if the failure allows it."""

_PLAIN = Schedule(intents=())
_SETTINGS = (
    *("crash", "switches", "not_on_whatsapp", "templates", "profile", "numbers"),
    *("epoch_s", "tail_us"),
)


def only(schedule: Schedule, kept: tuple[int, ...]) -> Schedule:
    """Return a schedule of these intents alone; their faults move along with their indices."""
    place_of = {index: place for place, index in enumerate(kept)}
    return replace(
        schedule,
        intents=tuple(schedule.intents[index] for index in kept),
        faults=tuple(
            replace(fault, intent=place_of[fault.intent])
            for fault in schedule.faults
            if fault.intent in place_of
        ),
    )


def plainer(schedule: Schedule) -> Iterator[Schedule]:
    """Yield plainer forms of a schedule, the boldest first."""
    for name, plain in _plain_settings(schedule).items():
        if getattr(schedule, name) != plain:
            yield replace(schedule, **{name: plain})
    crash = schedule.crash
    if crash is not None and crash != Crash(step=crash.step):
        yield replace(schedule, crash=Crash(step=crash.step))
    yield from _closer(schedule)
    for place, wanted in enumerate(schedule.intents):
        for simple in _plainer_intents(wanted):
            yield replace(schedule, intents=_with(schedule.intents, place, simple))
    yield from _one_recipient(schedule)
    for place, fault in enumerate(schedule.faults):
        for fewer in _plainer_faults(fault):
            yield replace(schedule, faults=_with(schedule.faults, place, fewer))
    yield from _earlier_attempts(schedule)


def _plain_settings(schedule: Schedule) -> dict[str, Any]:
    """Return the settings of the plainest schedule.

    At other providers than the first installed one numbers and profile are theirs, and the
    switches those with which they are searched.
    """
    plain = {name: getattr(_PLAIN, name) for name in _SETTINGS}
    if schedule.providers:
        plain |= {"numbers": (), "profile": "", "switches": schedule.switches}
    return plain


def _closer(schedule: Schedule) -> Iterator[Schedule]:
    """Yield forms in which less time passes: all of it moved, then one thing after the other."""
    least = min((each.at_us for each in timed(schedule)), default=0)
    if least:
        yield moved(schedule, -least)
    for name in ("intents", "inbound", "happenings"):
        things: tuple[Any, ...] = getattr(schedule, name)
        for place, thing in enumerate(things):
            for at_us in SHORTER_US:
                if at_us < thing.at_us:
                    yield replace(schedule, **{name: _with(things, place, _at(thing, at_us))})
    for place, spec in enumerate(schedule.timeline):
        for for_us in SHORTER_US[1:]:
            if for_us < spec.for_us:
                shorter = replaced(spec, for_us=for_us)
                yield replace(schedule, timeline=_with(schedule.timeline, place, shorter))


def timed(schedule: Schedule) -> tuple[Any, ...]:
    """Return everything of a schedule that has a time."""
    return (*schedule.intents, *schedule.inbound, *schedule.happenings)


def moved(schedule: Schedule, by_us: int) -> Schedule:
    """Return a schedule in which everything happens earlier or later, never before 0."""
    return replace(
        schedule,
        intents=tuple(_at(each, max(0, each.at_us + by_us)) for each in schedule.intents),
        inbound=tuple(_at(each, max(0, each.at_us + by_us)) for each in schedule.inbound),
        happenings=tuple(_at(each, max(0, each.at_us + by_us)) for each in schedule.happenings),
        timeline=tuple(
            replaced(spec, at_us=max(0, (spec.at_us or 0) + by_us)) for spec in schedule.timeline
        ),
    )


def _at(thing: Any, at_us: int) -> Any:
    deadline_us = getattr(thing, "deadline_us", None)
    if deadline_us is not None:
        return replace(thing, at_us=at_us, deadline_us=deadline_us + at_us - thing.at_us)
    return replace(thing, at_us=at_us)


def is_plain(wanted: Wanted) -> bool:
    """Return whether an intent is an order confirmation and nothing more."""
    return wanted == _plain_like(wanted)


def _plain_like(wanted: Wanted) -> Wanted:
    return order(wanted.at_us, recipient=wanted.recipient, number=wanted.number)


def _plainer_intents(wanted: Wanted) -> Iterator[Wanted]:
    plain = _plain_like(wanted)
    if wanted != plain:
        yield plain
        yield replace(plain, order_key=wanted.order_key)
    if wanted.order_key is not None:
        yield replace(wanted, order_key=None)
    if wanted.deadline_us is not None:
        yield replace(wanted, deadline_us=None)


def _one_recipient(schedule: Schedule) -> Iterator[Schedule]:
    """Yield forms in which one customer more is the plainest one."""
    people = dict.fromkeys(wanted.recipient for wanted in schedule.intents)
    for person in people:
        if person != RECIPIENT:
            yield replace(
                schedule,
                intents=tuple(_to(each, person) for each in schedule.intents),
                inbound=tuple(_to(each, person) for each in schedule.inbound),
                happenings=tuple(_happens_to(each, person) for each in schedule.happenings),
            )


def _to(thing: msgspec.Struct, person: str) -> msgspec.Struct:
    return replace(thing, recipient=RECIPIENT) if thing.recipient == person else thing  # type: ignore[attr-defined]  # of what has one


def _happens_to(happening: AnyHappening, person: str) -> msgspec.Struct:
    return _to(happening, person) if hasattr(happening, "recipient") else happening


def _plainer_faults(fault: PlannedFault) -> Iterator[PlannedFault]:
    for name in sorted(fault.settings):
        fewer = {key: value for key, value in fault.settings.items() if key != name}
        yield replace(fault, settings=fewer)


def _earlier_attempts(schedule: Schedule) -> Iterator[Schedule]:
    taken = {(fault.intent, fault.attempt) for fault in schedule.faults}
    for place, fault in enumerate(schedule.faults):
        if fault.attempt > 1 and (fault.intent, fault.attempt - 1) not in taken:
            earlier = replace(fault, attempt=fault.attempt - 1)
            yield replace(schedule, faults=_with(schedule.faults, place, earlier))


def _with(things: tuple, place: int, other: object) -> tuple:  # type: ignore[type-arg]  # of any one kind
    return (*things[:place], other, *things[place + 1 :])
