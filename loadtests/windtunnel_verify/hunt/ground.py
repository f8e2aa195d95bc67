"""The ground of a search: what its examples are drawn from, of the shelf or from a scenario."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from windtunnel.engine.faults.registry import KINDS
from windtunnel.providers import load_dialects
from windtunnel_scenarios import Plan
from windtunnel_verify.as_scenario import schedule_of
from windtunnel_verify.hunt.alphabet import REQUESTS, WEBHOOKS, Alphabet, Symbol, known, widened
from windtunnel_verify.hunt.drawing import PLAIN
from windtunnel_verify.hunt.firsts import firsts
from windtunnel_verify.hunt.messages import Source, drawn, sampled
from windtunnel_verify.hunt.spoken import Fit, spoken
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import Inbound, PlannedFault, Schedule, order

Switch = str | int | float | bool

_PAIR = (order(), order(250_000))
SWEPT = (
    Schedule(intents=(order(),), inbound=(Inbound(at_us=100_000),)),
    Schedule(
        intents=_PAIR,
        faults=(PlannedFault(intent=0, fault="answer-code", settings={"code": 130429}),),
    ),
    Schedule(intents=_PAIR, faults=(PlannedFault(intent=0, fault="answer-lost"),)),
)
"""Short schedules whose every step is crashed at: all well, a refusal, a lost answer."""


def _same(schedule: Schedule) -> Schedule:
    return schedule


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a search draws from.

    `whole` is a scenario's plan to be run once as it is, under `seed`; `base` holds what every
    example takes over; `source` its messages; `firsts` are tried before any is drawn; `swept`
    are the schedules of the crash sweep. `fit` moves whatever else is drawn to its providers.
    """

    requests: Alphabet
    webhooks: Alphabet
    source: Source = drawn
    base: Schedule = PLAIN
    whole: Schedule | None = None
    seed: int = 0
    firsts: tuple[Schedule, ...] = ()
    swept: tuple[Schedule, ...] = SWEPT
    fit: Callable[[Schedule], Schedule] = _same

    @property
    def alphabet(self) -> Alphabet:
        """All families of faults."""
        return {**self.requests, **self.webhooks}


def standard_ground(providers: tuple[str, ...] = ()) -> Ground:
    """Return the ground of a search without a scenario, at the usual provider or at others."""
    if not providers:
        requests, webhooks = known(REQUESTS), known(WEBHOOKS)
        return Ground(
            requests=requests, webhooks=webhooks, firsts=tuple(firsts(requests, webhooks))
        )
    requests, webhooks, fit = _at(providers)
    moved = (fit(schedule) for schedule in firsts(requests, webhooks))
    return Ground(
        requests=requests,
        webhooks=webhooks,
        base=fit(PLAIN),
        firsts=_unlike(moved),
        swept=_unlike(map(fit, SWEPT)),
        fit=fit,
    )


def _at(providers: tuple[str, ...]) -> tuple[Alphabet, Alphabet, Fit]:
    """Return what may strike requests and webhooks at some providers, and what moves there."""
    dialects = load_dialects(providers)
    catalogs = [dialect.catalog({}) for dialect in dialects.values()]
    requests, webhooks = (spoken(each, catalogs) for each in (REQUESTS, WEBHOOKS))
    return requests, webhooks, Fit(providers, catalogs, requests)


def _unlike(schedules: Iterable[Schedule]) -> tuple[Schedule, ...]:
    """Return schedules without those that have become the same."""
    found: list[Schedule] = []
    for schedule in schedules:
        if schedule not in found:
            found.append(schedule)
    return tuple(found)


def with_switches(ground: Ground, switches: Mapping[str, Switch]) -> Ground:
    """Return a ground whose provider is switched otherwise, in each of its schedules."""

    def switched(schedule: Schedule) -> Schedule:
        return msgspec.structs.replace(schedule, switches={**schedule.switches, **switches})

    return msgspec.structs.replace(
        ground,
        base=switched(ground.base),
        whole=None if ground.whole is None else switched(ground.whole),
        firsts=tuple(map(switched, ground.firsts)),
        swept=tuple(map(switched, ground.swept)),
    )


def ground_of(plan: Plan) -> Ground:
    """Return the ground of a search in a scenario: its messages, its faults and the standard ones.

    Raises:
        ConfigError: see `as_scenario.schedule_of`.
    """
    whole = schedule_of(plan)
    requests, webhooks, fit = _at(whole.providers or tuple(shipped_door().dialects)[:1])
    base = msgspec.structs.replace(
        whole, intents=(), faults=(), timeline=(), inbound=(), happenings=(), crash=None
    )
    strikes = [
        Symbol(fault=spec.kind, settings=dict(spec.settings))
        for spec in plan.world.timeline
        if "exact" in KINDS[spec.kind].scope_fields
    ]
    return Ground(
        requests=widened(requests, strikes),
        webhooks=webhooks,
        source=sampled(plan),
        base=base,
        whole=whole,
        seed=plan.seed,
        swept=(msgspec.structs.replace(base, intents=whole.intents[:2]),),
        fit=fit if whole.providers else _same,
    )
