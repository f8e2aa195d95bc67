"""Seeded schedules for the senders that the judge must spare: any one can be had by its number.

Every drawn message is aimed at one cell, a fault at its first or its second attempt, in turn. To
every other schedule something is added that puts one claim to the test.
"""

from collections.abc import Callable

import msgspec

from windtunnel_scenarios.listed import MARK
from windtunnel_verify.happenings import AnyHappening, Consent, NumberChanges, OptOut
from windtunnel_verify.hunt.alphabet import Symbol
from windtunnel_verify.hunt.drawing import Drawer, families_on
from windtunnel_verify.hunt.hosting import Hosting, hosting_of
from windtunnel_verify.hunt.incidents import HOUR, S
from windtunnel_verify.hunt.striking import Choose, keyed, one
from windtunnel_verify.schedule import Inbound, PlannedFault, Schedule, Wanted, order

Kinds = dict[str, tuple[Symbol, ...]]
"""Kind of fault → the symbols of it."""

RETRYABLE = (131016, 131000, 2, 133004)
"""Codes that bring on a second attempt, for what is to strike that one."""

AIMED_AT = (1, 2)
STEP = 7
"""Between the cells of one schedule's messages."""

PERSON, OTHER_FORM, NEW = "5511988880001", "551188880001", "5511988880002"


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What puts one claim to the test: faults count from the first of these messages."""

    intents: tuple[Wanted, ...]
    faults: tuple[PlannedFault, ...] = ()
    happenings: tuple[AnyHappening, ...] = ()
    inbound: tuple[Inbound, ...] = ()


def cell_name(kind: str, attempt: int) -> str:
    """Return what a cell is called."""
    return f"{kind} / {attempt}"


def cells(providers: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    """Return every cell: each kind of fault that strikes one attempt, at the first and second."""
    return [(kind, attempt) for kind in _kinds(hosting_of(providers)) for attempt in AIMED_AT]


def schedule_of(index: int, seed: int = 0, *, providers: tuple[str, ...] = ()) -> Schedule:
    """Return the schedule of a number, at some providers."""
    choose, hosting = keyed(seed, "spare", index), hosting_of(providers)
    schedule = Drawer(choose, families_on(choose, {}, hosting.beside)).schedule()
    kinds = _kinds(hosting)
    faults = [
        fault
        for intent in range(len(schedule.intents))
        for fault in _aimed(choose, intent, index + intent * STEP, kinds)
    ]
    schedule = msgspec.structs.replace(schedule, faults=tuple(faults))
    if index % 2:
        schedule = _with(schedule, ADDED[index // 2 % len(ADDED)](choose))
    return hosting.hosted(schedule)


def _with(schedule: Schedule, added: Added) -> Schedule:
    first = len(schedule.intents)
    shifted = (
        msgspec.structs.replace(fault, intent=first + fault.intent) for fault in added.faults
    )
    return msgspec.structs.replace(
        schedule,
        intents=(*schedule.intents, *added.intents),
        faults=(*schedule.faults, *shifted),
        happenings=(*schedule.happenings, *added.happenings),
        inbound=(*schedule.inbound, *added.inbound),
    )


def _aimed(choose: Choose, intent: int, turn: int, kinds: Kinds) -> list[PlannedFault]:
    """Return what strikes one message, so that the cell whose turn it is gets hit."""
    every = [(kind, attempt) for kind in kinds for attempt in AIMED_AT]
    kind, attempt = every[turn % len(every)]
    fault = one(choose, kinds[kind]).on(intent, attempt)
    if attempt == 1:
        return [fault]
    return [_code(one(choose, RETRYABLE), intent), fault]


def _code(code: int, intent: int, attempt: int = 1, **more: int) -> PlannedFault:
    return Symbol(fault="answer-code", settings={"code": code, **more}).on(intent, attempt)


def _sale(at_us: int) -> Wanted:
    return Wanted(
        at_us=at_us,
        recipient=PERSON,
        scope="marketing",
        template="spring_sale",
        lang="en",
        body=("Ada", MARK),
    )


def _capped(choose: Choose) -> Added:
    gap_us = one(choose, (S, HOUR, 11 * HOUR, 13 * HOUR))
    consent = Consent(recipient=PERSON)
    return Added(intents=tuple(_sale(n * gap_us) for n in range(4)), happenings=(consent,))


def _limited(choose: Choose) -> Added:
    wait_s = one(choose, (2, 5, 30))
    return Added(
        intents=tuple(order(n * 500_000, recipient=f"551198888001{n}") for n in range(4)),
        faults=(_code(130429, 0, retry_after_s=wait_s),),
    )


def _paired(choose: Choose) -> Added:
    faults = tuple(_code(131056, n) for n in range(1 + choose(3)))
    return Added(intents=tuple(order(n * S, recipient=PERSON) for n in range(4)), faults=faults)


def _ordered(choose: Choose) -> Added:
    gap_us = one(choose, (0, S // 5, 2 * S))
    return Added(
        intents=tuple(order(n * gap_us, recipient=PERSON, order_key="added") for n in range(4)),
        faults=(_code(one(choose, RETRYABLE), choose(4)),),
    )


def _asking(choose: Choose) -> Added:
    asked_us = one(choose, (S, 5 * S, HOUR))
    return Added(
        intents=(order(recipient=PERSON),),
        happenings=(NumberChanges(at_us=2 * HOUR, recipient=PERSON, new=NEW),),
        inbound=(
            Inbound(at_us=asked_us, recipient=OTHER_FORM, text="Where is my order?"),
            Inbound(at_us=3 * HOUR, recipient=NEW, text="And now?"),
        ),
    )


def _expiring(choose: Choose) -> Added:
    login = Wanted(
        recipient=PERSON,
        scope="authentication",
        template="login_code",
        lang="en",
        code=MARK,
        deadline_us=one(choose, (2, 4, 60)) * S,
    )
    return Added(intents=(login,), faults=(_code(131016, 0, retry_after_s=5),))


def _stopped(choose: Choose) -> Added:
    stop = OptOut(at_us=one(choose, (S, 4 * S, HOUR)), recipient=PERSON)
    return Added(
        intents=(_sale(0), _sale(2 * HOUR)),
        faults=(_code(131016, 0, retry_after_s=7),),
        happenings=(Consent(recipient=PERSON), stop),
    )


def _foreign(choose: Choose) -> Added:
    """A language without a translation, and one whose translation the provider misses."""
    faults = (_code(132001, 1), _code(132001, 1, attempt=2))
    return Added(
        intents=(
            order(recipient=PERSON, lang=one(choose, ("fr", "pt"))),
            order(recipient=PERSON, lang=one(choose, ("fr", "hi"))),
        ),
        faults=faults[: 1 + choose(2)],
    )


ADDED: tuple[Callable[[Choose], Added], ...] = (
    _capped,
    _limited,
    _paired,
    _ordered,
    _asking,
    _expiring,
    _stopped,
    _foreign,
)


def _kinds(hosting: Hosting) -> Kinds:
    found: dict[str, list[Symbol]] = {}
    for symbols in {**hosting.requests, **hosting.webhooks}.values():
        for symbol in symbols:
            found.setdefault(symbol.fault, []).append(symbol)
    return {kind: tuple(symbols) for kind, symbols in sorted(found.items())}
