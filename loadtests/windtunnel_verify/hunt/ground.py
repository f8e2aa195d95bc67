"""The ground of a search: what its examples are drawn from, of the shelf or from a scenario."""

from collections.abc import Mapping, Sequence

import msgspec

from windtunnel.engine.faults.registry import KINDS
from windtunnel_scenarios import Plan
from windtunnel_verify.as_scenario import schedule_of
from windtunnel_verify.hunt.alphabet import Alphabet, Symbol, widened
from windtunnel_verify.hunt.drawing import PLAIN
from windtunnel_verify.hunt.firsts import firsts
from windtunnel_verify.hunt.hosting import Hosting, hosting_of
from windtunnel_verify.hunt.messages import Source, drawn, sampled
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


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a search draws from.

    `hosting` says at which providers. `whole` is a scenario's plan to be run once as it is, under
    `seed`; `base` holds what every example takes over; `source` its messages; `firsts` are tried
    before any is drawn; `swept` are the schedules of the crash sweep.
    """

    requests: Alphabet
    webhooks: Alphabet
    hosting: Hosting
    source: Source = drawn
    base: Schedule = PLAIN
    whole: Schedule | None = None
    seed: int = 0
    firsts: tuple[Schedule, ...] = ()
    swept: tuple[Schedule, ...] = SWEPT

    @property
    def alphabet(self) -> Alphabet:
        """All families of faults."""
        return {**self.requests, **self.webhooks}


def standard_ground(providers: Sequence[str] = ()) -> Ground:
    """Return the ground of a search without a scenario, at some providers.

    Raises:
        ConfigError: one is not installed.
    """
    hosting = hosting_of(providers)
    listed = firsts(hosting.requests, hosting.webhooks)
    return Ground(
        requests=hosting.requests,
        webhooks=hosting.webhooks,
        hosting=hosting,
        base=hosting.hosted(PLAIN),
        firsts=hosting.every((*hosting.firsts, *listed)),
        swept=hosting.every(SWEPT),
    )


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
    hosting = hosting_of(plan.world.providers)
    whole = schedule_of(plan)
    base = msgspec.structs.replace(
        whole, intents=(), faults=(), timeline=(), inbound=(), happenings=(), crash=None
    )
    strikes = [
        Symbol(fault=spec.kind, settings=dict(spec.settings))
        for spec in plan.world.timeline
        if "exact" in KINDS[spec.kind].scope_fields
    ]
    return Ground(
        requests=widened(hosting.requests, strikes),
        webhooks=hosting.webhooks,
        hosting=hosting,
        source=sampled(plan),
        base=base,
        whole=whole,
        seed=plan.seed,
        swept=(msgspec.structs.replace(base, intents=whole.intents[:2]),),
    )
