"""A day of traffic with the day's troubles, in one schedule: what the long-run invariants ask."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.countries import country_of
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel_scenarios.templates import language_of
from windtunnel_verify.hunt.edits import moved
from windtunnel_verify.hunt.incidents import DAY, HOUR, MIN
from windtunnel_verify.long_runs import LONG_RUNS
from windtunnel_verify.schedule import Schedule, Wanted, order

PEOPLE = 5
"""Messages to one customer, on average."""

EPISODES = ("pair-stops-all", "no-jitter", "flat-backoff", "no-budget", "no-breaker")
"""The long runs that the day is made of; what compares with all before comes first."""

TROUBLES: tuple[tuple[str, dict[str, str | int | float | bool]], ...] = (
    ("answer-code", {"code": 131000, "http": 500}),
    ("answer-code", {"code": 130429, "retry_after_s": 5}),
    ("connect-refused", {}),
    ("throttle", {"throughput_per_s": 0.2}),
    ("html-502", {}),
)
HAZE: tuple[tuple[str, dict[str, str | int | float | bool]], ...] = (
    ("answer-lost", {}),
    ("wire", {"after": "reset"}),
)
"""What strikes one attempt in a hundred between the episodes."""


def soak(*, sends: int, seed: int) -> Schedule:
    """Return a day of order confirmations, with outages, limits and a quiet end.

    Args:
        sends: how many messages at least; the episodes bring theirs along.
        seed: of the times and recipients of those between the episodes.
    """
    day = Schedule(intents=(), timeline=tuple(_troubles()))
    for place, name in enumerate(EPISODES):
        day = _joined(day, moved(LONG_RUNS[name], _begins(place)))
    trickle = max(0, sends - len(day.intents))
    return _joined(day, Schedule(intents=tuple(_traffic(trickle, seed))))


def _begins(place: int) -> int:
    """Return when an episode begins; its trouble follows two hours later."""
    return (place + 1) * DAY // (len(TROUBLES) + 1)


def _traffic(sends: int, seed: int) -> Iterator[Wanted]:
    for place in range(sends):
        drawn = draw(seed, "soak", place)
        recipient = f"55117{drawn[1] % max(1, sends // PEOPLE):08d}"
        lang = language_of(country_of(recipient))
        yield order(int(unit(drawn[0]) * DAY), recipient=recipient, lang=lang)


def _troubles() -> Iterator[FaultSpec]:
    """Yield one trouble after the other, with an hour of haze from its beginning on."""
    for place, (kind, settings) in enumerate(TROUBLES):
        # The first episode is compared with what came before it: a day without trouble so far.
        at_us = _begins(place) + 2 * HOUR
        yield FaultSpec(kind=kind, at_us=at_us, for_us=5 * MIN, settings=settings)
        for haze, how in HAZE:
            yield FaultSpec(
                kind=haze,
                at_us=at_us,
                for_us=HOUR,
                scope=Scope(chance=0.01),
                settings=how,
            )


def _joined(one: Schedule, other: Schedule) -> Schedule:
    """Return both in one; the other's messages come after, so its faults move along."""
    count = len(one.intents)
    faults = (msgspec.structs.replace(f, intent=f.intent + count) for f in other.faults)
    timeline = (replace(spec, id="") for spec in other.timeline)
    return msgspec.structs.replace(
        one,
        intents=(*one.intents, *other.intents),
        faults=(*one.faults, *faults),
        timeline=(*one.timeline, *timeline),
    )
