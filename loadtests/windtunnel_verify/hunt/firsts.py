"""The schedules that every search begins with: no chance needs to find what can be listed.

Each fault alone, each kind of trouble beside a message that waits, each fault many times in a
row, and each pair of families one after the other.
"""

from collections.abc import Iterator

import msgspec

from windtunnel_scenarios.listed import MARK
from windtunnel_verify.happenings import (
    AnyHappening,
    ClockJumps,
    Consent,
    NumberChanges,
    OptOut,
    TemplateTurns,
    TokenRotates,
    TokenTurns,
)
from windtunnel_verify.hunt.alphabet import Alphabet, Symbol
from windtunnel_verify.hunt.incidents import HOUR, MIN, MS, S
from windtunnel_verify.schedule import (
    RECIPIENT,
    Inbound,
    PlannedFault,
    Schedule,
    Wanted,
    order,
)

ROW = 10
"""Attempts in a row that are struck: more than most senders claim to make."""

HELD = Symbol(fault="webhook-delay", settings={"delay_ms": 60_000})
"""News of a message that comes after the sender has decided what silence means."""

LIMITED = Symbol(fault="answer-code", settings={"code": 130429})
LIMITED_LONG = Symbol(fault="answer-code", settings={"code": 130429, "retry_after_s": 9})
UNCLEAR = Symbol(fault="answer-code", settings={"code": 131000})
KEY = "customer"
PAIR = (order(order_key=KEY), order(200 * MS, order_key=KEY))
OTHERS = ("5511999990002", "5511999990003")
CROWD = (order(), *(order(50 * MS, recipient=person) for person in OTHERS), order(300 * MS))
"""Several customers at once, and one of them twice."""

SALE = Wanted(scope="marketing", template="spring_sale", lang="en", body=("Ada", MARK))
CODE = Wanted(scope="authentication", template="login_code", lang="en", code=MARK, deadline_us=S)
WRITTEN = Wanted(at_us=24 * HOUR, scope="service", text=f"As you asked: {MARK}")
CONSENT = Consent(recipient=RECIPIENT)
CAMPAIGN = tuple(
    msgspec.structs.replace(
        SALE,
        at_us=place * HOUR,
    )
    for place in range(6)
)
"""More marketing to one customer than a cap allows."""

STRANGER = order(lang="fr")
"""A language in which the template does not exist."""

CROSSED = (
    Symbol(fault="webhook-duplicate", settings={"after_ms": 1_000, "status": "delivered"}),
    Symbol(fault="webhook-reorder", settings={"status": "sent"}),
)
"""One status twice and another too late; a copy of the late one would come in time."""
WHEN_US = 500 * MS
"""While the message waits for its second attempt."""

_BESIDE: tuple[tuple[Wanted, tuple[AnyHappening, ...]], ...] = (
    (SALE, ()),
    (SALE, (CONSENT, OptOut(at_us=WHEN_US, recipient=RECIPIENT))),
    (SALE, (CONSENT, OptOut(at_us=WHEN_US, recipient=RECIPIENT, by="preferences"))),
    (order(), (TemplateTurns(at_us=WHEN_US, template="order_confirmed"),)),
    (order(), (TemplateTurns(at_us=WHEN_US, template="order_confirmed", state="DISABLED"),)),
    (order(), (TokenRotates(at_us=WHEN_US),)),
    (order(), (TokenTurns(at_us=WHEN_US),)),
    (order(), (ClockJumps(at_us=WHEN_US, by_us=HOUR),)),
    (order(), (ClockJumps(at_us=WHEN_US, by_us=-HOUR),)),
    (CODE, ()),
)


def firsts(requests: Alphabet, webhooks: Alphabet) -> Iterator[Schedule]:
    """Yield the schedules that every search begins with."""
    yield Schedule(intents=PAIR)
    yield Schedule(intents=CROWD)
    yield Schedule(intents=CROWD, faults=(LIMITED.on(0, 1),))
    for index in range(1, len(CROWD)):
        yield Schedule(intents=CROWD, faults=(UNCLEAR.on(index, 1),))
    yield Schedule(intents=CAMPAIGN, happenings=(CONSENT,))
    yield Schedule(intents=(STRANGER,))
    for symbol in _symbols(requests):
        yield Schedule(intents=PAIR, faults=(*_on(1, symbol), *_held(webhooks, 1)))
    for symbol in _symbols(webhooks):
        yield Schedule(intents=(order(),), faults=_on(1, symbol))
    if webhooks:
        yield Schedule(intents=(order(),), faults=tuple(each.on(0, 1) for each in CROSSED))
    yield from _beside()
    for symbol in _symbols(requests):
        faults = [fault for attempt in range(1, ROW + 1) for fault in _on(attempt, symbol)]
        yield Schedule(intents=(order(),), faults=tuple(faults))
    yield from _chains(requests, webhooks)


def _beside() -> Iterator[Schedule]:
    """Yield what happens beside a message that was just told to wait."""
    limited = _on(1, LIMITED)
    for wanted, happenings in _BESIDE:
        yield Schedule(intents=(wanted,), happenings=happenings, faults=limited)
    for ago_us in (MIN, 24 * HOUR - 61 * S, 24 * HOUR - 6 * S, 25 * HOUR):
        text = Inbound(at_us=max(0, WRITTEN.at_us - ago_us))
        late = msgspec.structs.replace(WRITTEN, at_us=text.at_us + ago_us)
        yield Schedule(intents=(late,), inbound=(text,), faults=_on(1, LIMITED_LONG))
    yield Schedule(intents=(order(),), inbound=(Inbound(at_us=S, text="where is my order?"),))
    moves = NumberChanges(at_us=MIN, recipient=RECIPIENT, new=OTHERS[0])
    written = (Inbound(at_us=S), Inbound(at_us=2 * MIN, recipient=OTHERS[0]))
    yield Schedule(intents=(order(),), happenings=(moves,), inbound=written)


def _chains(requests: Alphabet, webhooks: Alphabet) -> Iterator[Schedule]:
    """Yield each pair of families on one message, the plainest of each."""
    plainest = [symbols[0] for symbols in requests.values()]
    for first in plainest:
        for second in plainest:
            faults = (*_on(1, first), *_on(2, second), *_held(webhooks, 1), *_held(webhooks, 2))
            yield Schedule(intents=(order(),), faults=faults)


def _symbols(alphabet: Alphabet) -> Iterator[Symbol]:
    for symbols in alphabet.values():
        yield from symbols


def _on(attempt: int, symbol: Symbol) -> tuple[PlannedFault, ...]:
    return (symbol.on(0, attempt),)


def _held(webhooks: Alphabet, attempt: int) -> tuple[PlannedFault, ...]:
    return _on(attempt, HELD) if webhooks else ()
