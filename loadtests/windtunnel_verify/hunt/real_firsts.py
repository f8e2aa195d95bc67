"""The schedules that real time begins with: few and full, for each of them takes half a minute."""

from collections.abc import Iterator

from windtunnel_scenarios.listed import MARK
from windtunnel_verify.happenings import Consent, OptOut, TemplateTurns
from windtunnel_verify.hunt.alphabet import LATER_MS, Symbol
from windtunnel_verify.hunt.incidents import MS, S
from windtunnel_verify.schedule import RECIPIENT, Schedule, Wanted, order

OTHERS = ("5511999990002", "5511999990003", "4915550000003")
SOON_US = 400 * MS
"""By then a refusal has been read, on a busy machine, too: who comes now has to wait."""

LATE_NEWS = Symbol(fault="webhook-delay", settings={"delay_ms": LATER_MS})
LIMITED_LONG = Symbol(fault="answer-code", settings={"code": 130429, "retry_after_s": 3})


def _code(code: int) -> Symbol:
    return Symbol(fault="answer-code", settings={"code": code})


def _wire(**settings: str | float | bool) -> Symbol:
    return Symbol(fault="wire", settings=settings)


def _sale(at_us: int, recipient: str = RECIPIENT) -> Wanted:
    return Wanted(
        at_us=at_us,
        recipient=recipient,
        scope="marketing",
        template="spring_sale",
        lang="en",
        body=("Ada", MARK),
    )


def _apart(*symbols: Symbol, news: Symbol | None = None) -> Schedule:
    """Return a message for each symbol, to somebody else each, whose first attempt it strikes."""
    people = (RECIPIENT, *OTHERS)
    faults = [symbol.on(place, 1) for place, symbol in enumerate(symbols)]
    faults += [news.on(place, 1) for place in range(len(symbols)) if news is not None]
    return Schedule(
        intents=tuple(
            order(place * 200 * MS, recipient=people[place]) for place in range(len(symbols))
        ),
        faults=tuple(faults),
    )


def real_firsts(*, told_of_consents: bool) -> Iterator[Schedule]:
    """Yield answers that are lost, limits with a queue behind them, refusals, wishes."""
    lost = (Symbol(fault="answer-lost"), _wire(cut_bytes=9), _wire(after="reset"))
    yield _apart(*lost, Symbol(fault="error-500-after"), news=LATE_NEWS)
    crowd = (
        order(),
        *(order(SOON_US, recipient=person) for person in OTHERS),
        order(2 * SOON_US),
    )
    yield Schedule(intents=crowd, faults=(LIMITED_LONG.on(0, 1),))
    yield _marketing(told_of_consents=told_of_consents)
    yield _apart(_code(131026), _code(190), _code(132001), _code(368))
    pair = (order(), order(SOON_US), order(2 * SOON_US, recipient=OTHERS[0]))
    yield Schedule(intents=pair, faults=(_code(131056).on(0, 1), _code(131056).on(0, 2)))
    gone = TemplateTurns(at_us=500 * MS, template="order_confirmed")
    yield Schedule(
        intents=(order(), order(3 * S, recipient=OTHERS[0])),
        happenings=(gone,),
        faults=(_code(130429).on(0, 1),),
    )
    in_200 = Symbol(fault="ok-with-error", settings={"code": 131026})
    yield _apart(in_200, _code(131016), _wire(before="reset"), _wire(delay_ms=900))


def _marketing(*, told_of_consents: bool) -> Schedule:
    """Return marketing to somebody who stops it meanwhile, and to one who never agreed to it."""
    intents = [_sale(0), _sale(3 * S)]
    if told_of_consents:
        intents.append(_sale(200 * MS, OTHERS[0]))
    return Schedule(
        intents=tuple(intents),
        happenings=(
            Consent(recipient=RECIPIENT),
            OptOut(at_us=500 * MS, recipient=RECIPIENT),
        ),
        faults=(_code(130429).on(0, 1),),
    )
