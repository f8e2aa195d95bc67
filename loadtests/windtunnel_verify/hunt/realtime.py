"""Schedules that real time can play: under a minute, nothing done to the sender's own process."""

from collections.abc import Iterator

import msgspec

from windtunnel_verify.happenings import ClockJumps, Consent, TokenRotates
from windtunnel_verify.hunt.alphabet import (
    REQUESTS,
    WEBHOOKS,
    Alphabet,
    Symbol,
    known,
    shipped_kinds,
)
from windtunnel_verify.hunt.drawing import Drawer, families_on
from windtunnel_verify.hunt.real_firsts import real_firsts
from windtunnel_verify.hunt.striking import Faults, keyed
from windtunnel_verify.schedule import PlannedFault, Schedule

LENGTH_US_MAX = 30_000_000
"""From the first message to the last; what a sender then takes comes on top."""

WAIT_MS_MAX = 30_000
ATTEMPTS_FORESEEN = 3
"""Nobody can draw as attempts arrive at another process, so these many are drawn beforehand."""

DRAWS_MAX = 10_000
VIRTUAL = (ClockJumps, TokenRotates)
NOT_HERE = frozenset({"connect-refused"})
"""Kinds whose exact form only the connection in process knows."""


def real_schedules(seed: int, *, told_of_consents: bool) -> Iterator[Schedule]:
    """Yield schedules without end, the same for the same seed; each has something go wrong.

    Args:
        seed: of what is drawn after those that are listed.
        told_of_consents: whether the service hears of consents; where it does not, marketing goes
            to those alone whose consent the business holds.
    """
    kinds = shipped_kinds()
    for listed in real_firsts(told_of_consents=told_of_consents):
        if all(fault.fault in kinds for fault in listed.faults):
            yield listed
    requests, webhooks = _patient(known(REQUESTS)), _patient(known(WEBHOOKS))
    for number in range(DRAWS_MAX):
        choose = keyed(seed, "real schedule", number)
        on = families_on(choose, {**requests, **webhooks})
        schedule = Drawer(choose, on).schedule()
        if not is_real(schedule) or not (told_of_consents or has_consents(schedule)):
            continue
        striking = Faults(choose, on, requests=requests, webhooks=webhooks)
        faults = _foreseen(striking, len(schedule.intents))
        if faults:
            yield msgspec.structs.replace(schedule, faults=faults)


def is_real(schedule: Schedule) -> bool:
    """Say whether real time can play a schedule, before its faults."""
    times = [
        *(each.at_us for each in schedule.intents),
        *(each.at_us for each in schedule.inbound),
        *(each.at_us for each in schedule.happenings),
        *(each.at_us or 0 for each in schedule.timeline),
    ]
    return (
        schedule.crash is None
        and max(times, default=0) <= LENGTH_US_MAX
        and not any(isinstance(each, VIRTUAL) for each in schedule.happenings)
    )


def has_consents(schedule: Schedule) -> bool:
    """Say whether all its marketing goes to those whose consent the business holds."""
    given = {each.recipient for each in schedule.happenings if isinstance(each, Consent)}
    return all(
        wanted.recipient in given for wanted in schedule.intents if wanted.scope == "marketing"
    )


def _foreseen(striking: Faults, intents: int) -> tuple[PlannedFault, ...]:
    return tuple(
        fault
        for intent in range(intents)
        for attempt in range(1, 1 + ATTEMPTS_FORESEEN)
        for fault in striking(intent, attempt)
    )


def _patient(alphabet: Alphabet) -> Alphabet:
    """Return an alphabet without what takes longer than anybody waits."""
    kept = {
        family: tuple(symbol for symbol in symbols if _is_soon(symbol))
        for family, symbols in alphabet.items()
    }
    return {family: symbols for family, symbols in kept.items() if symbols}


def _is_soon(symbol: Symbol) -> bool:
    waits = [symbol.settings.get(name, 0) for name in ("delay_ms", "after_ms")]
    return symbol.fault not in NOT_HERE and all(float(wait) <= WAIT_MS_MAX for wait in waits)
