"""A day of traffic with the day's troubles, in one schedule: what the long-run invariants ask."""

from collections.abc import Iterator

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.countries import country_of
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel_scenarios.templates import language_of
from windtunnel_verify.hunt.incidents import HOUR, MIN, S
from windtunnel_verify.schedule import Schedule, Wanted, order

DAY_S = 86_400
PEOPLE = 5
"""Messages to one customer, on average."""

BURST_PARTS = 10
"""One message in this many stands in one of the bursts: at a steady trickle nothing queues."""


def soak(*, sends: int, seed: int, hours: int = 24) -> Schedule:
    """Return a day of order confirmations, with outages, limits and a quiet end.

    Args:
        sends: how many messages.
        seed: of their times and recipients.
        hours: how long it takes; the troubles keep their place in it.
    """
    span_us = hours * HOUR
    intents = sorted(_traffic(sends, seed, span_us), key=lambda wanted: wanted.at_us)
    return Schedule(intents=tuple(intents), timeline=tuple(_troubles(span_us)))


def _traffic(sends: int, seed: int, span_us: int) -> Iterator[Wanted]:
    for place in range(sends):
        drawn = draw(seed, "soak", place)
        at_us = int(unit(drawn[0]) * span_us)
        if place % BURST_PARTS == 0:
            # Into the hour of an outage or of a limit: what piles up must come out well.
            at_us = span_us * (1 + drawn[1] % 5) // 6 + int(unit(drawn[2]) * MIN)
        recipient = f"55119{drawn[3] % max(1, sends // PEOPLE):08d}"
        yield order(at_us, recipient=recipient, lang=language_of(country_of(recipient)))


def _troubles(span_us: int) -> Iterator[FaultSpec]:
    """Yield one trouble after the other, at each sixth of the span, and a haze all day long."""
    sixth_us = span_us // 6
    kinds: tuple[tuple[str, dict[str, str | int | float | bool]], ...] = (
        ("answer-code", {"code": 131000, "http": 500}),
        ("answer-code", {"code": 130429, "retry_after_s": 30}),
        ("connect-refused", {}),
        ("throttle", {"throughput_per_s": 0.2}),
        ("html-502", {}),
    )
    for place, (kind, settings) in enumerate(kinds, 1):
        yield FaultSpec(
            kind=kind, at_us=place * sixth_us - 10 * S, for_us=5 * MIN, settings=settings
        )
    for kind, chance in (("answer-lost", 0.01), ("wire", 0.01)):
        settings = {"after": "reset"} if kind == "wire" else {}
        yield FaultSpec(
            kind=kind, at_us=0, for_us=span_us, scope=Scope(chance=chance), settings=settings
        )
