"""What may happen beside the messages, a family each, near the time of one of them."""

from collections.abc import Callable, Sequence

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.worldspec import FaultSpec, TemplateState, TokenState
from windtunnel_verify.happenings import (
    AnyHappening,
    By,
    ClockJumps,
    NumberChanges,
    OptIn,
    OptOut,
    TemplateTurns,
    TokenRotates,
    TokenTurns,
)
from windtunnel_verify.hunt.striking import Choose, one
from windtunnel_verify.schedule import Inbound, Wanted

MS, S, MIN, HOUR, DAY = 1_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
AROUND_US = (-1 * S, 500 * MS, 3 * S, 15 * S, 5 * MIN, -1 * MIN, -1 * HOUR)
AWAY_US = (26 * HOUR, MIN)
"""Beyond the day for which a queue keeps its messages, or shortly."""

TOLD = ("opt-out", "template", "number")
JUMPS_US = (HOUR, -HOUR, 10 * S, -10 * S, DAY)
_BY: tuple[By, ...] = ("keyword", "preferences")
_DOWN: tuple[TemplateState, ...] = ("PAUSED", "DISABLED", "REJECTED")
_INVALID: tuple[TokenState, ...] = ("expired", "revoked", "invalid")

MOVED = "5511999990009"

Happens = AnyHappening | Inbound | FaultSpec
Make = Callable[[Wanted, int, Choose], list[Happens]]
"""(the message it is near, its time, a choice) → what happens."""


def incident(family: str, wanted: Wanted, choose: Choose) -> list[Happens]:
    """Return what an incident of a family near a message is made of."""
    at_us = max(0, wanted.at_us + one(choose, AROUND_US))
    return _MAKE[family](wanted, at_us, choose)


def _opt_out(wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
    by = one(choose, _BY)
    out = OptOut(at_us=at_us, recipient=wanted.recipient, number=wanted.number, by=by)
    if choose(3) < 2:  # noqa: PLR2004 - one in three comes back
        return [out]
    back_us = at_us + one(choose, (MIN, DAY))
    back = OptIn(at_us=back_us, recipient=wanted.recipient, number=wanted.number, by=by)
    return [out, back]


def _template(wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
    if wanted.template is None:
        return []
    name, lang = wanted.template, wanted.lang or "en"
    state = one(choose, _DOWN)
    turned = TemplateTurns(at_us=at_us, template=name, lang=lang, state=state)
    if choose(2) == 0:
        return [turned]
    back_us = at_us + one(choose, (MIN, 3 * HOUR))
    return [turned, TemplateTurns(at_us=back_us, template=name, lang=lang, state="APPROVED")]


def _token(_wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
    if choose(2) == 0:
        return [TokenRotates(at_us=at_us)]
    return [TokenTurns(at_us=at_us, state=one(choose, _INVALID))]


def _number(wanted: Wanted, at_us: int, _choose: Choose) -> list[Happens]:
    # Far enough apart that each event is known before the next: who is who is no race then.
    recipient, at_us = wanted.recipient, max(at_us, 2 * MIN)
    wrote = Inbound(at_us=at_us - MIN, recipient=recipient)
    writes = Inbound(at_us=at_us + MIN, recipient=MOVED)
    return [wrote, NumberChanges(at_us=at_us, recipient=recipient, new=MOVED), writes]


def _refused(_wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
    for_us = one(choose, (3 * S, MIN))
    return [FaultSpec(kind="connect-refused", at_us=at_us, for_us=for_us)]


def _clock(_wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
    return [ClockJumps(at_us=at_us, by_us=one(choose, JUMPS_US))]


def _asks(wanted: Wanted, at_us: int, _choose: Choose) -> list[Happens]:
    return [Inbound(at_us=at_us, recipient=wanted.recipient, text="where is my order?")]


def _throttle(_wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
    rate = one(choose, (1.0, 0.1))
    for_us = one(choose, (20 * S, 10 * MIN))
    return [
        FaultSpec(kind="throttle", at_us=at_us, for_us=for_us, settings={"throughput_per_s": rate})
    ]


def _state(kind: str) -> Make:
    """Return what makes a number's state change, for a while or beyond a day."""

    def make(_wanted: Wanted, at_us: int, choose: Choose) -> list[Happens]:
        return [FaultSpec(kind=kind, at_us=at_us, for_us=one(choose, AWAY_US))]

    return make


def _stop(wanted: Wanted, at_us: int, _choose: Choose) -> list[Happens]:
    return [OptOut(at_us=at_us, recipient=wanted.recipient, number=wanted.number)]


_MAKE: dict[str, Make] = {
    "opt-out": _opt_out,
    "template": _template,
    "token": _token,
    "number": _number,
    "clock": _clock,
    "asks": _asks,
    "throttle": _throttle,
    "no connection": _refused,
}
INCIDENTS = tuple(_MAKE)
"""The families of incidents at a provider with templates and limits."""

STATES = ("logged-out", "away", "standby", "unpaid", "banned")
_MAKE |= {f"number-{state}": _state(f"number-{state}") for state in STATES}
_MAKE["stop"] = _stop
EVERYWHERE = tuple(_MAKE)
"""The families of incidents at all providers, those above first."""


def incidents_at(catalogs: Sequence[Catalog]) -> tuple[str, ...]:
    """Return the families of incidents that can happen at some providers.

    Templates, preferences and changed numbers are told by providers with templates only.
    """
    kinds = {kind for catalog in catalogs for kind in catalog.faults}
    queues = {kind for each in catalogs if each.queue is not None for kind in each.faults}
    needs = {"throttle": "throttle", "no connection": "connect-refused"}
    families = [each for each in INCIDENTS if needs.get(each, each) in kinds or each not in needs]
    if not any(catalog.has_templates for catalog in catalogs):
        families = [each for each in families if each not in TOLD] + ["stop"]
    return (*families, *(each for each in _MAKE if each in queues))
