"""The plan: every message and every fault at an absolute time, from one seed, before the start."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import msgspec

from windtunnel.domain.chance import draw
from windtunnel.domain.errors import LimitError
from windtunnel.domain.marker import ARMING_INDEX, marker_of
from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope, WorldSpec
from windtunnel_scenarios.apart import Apart, check_faults, too_few
from windtunnel_scenarios.arrivals import arrivals
from windtunnel_scenarios.audience import Audience
from windtunnel_scenarios.exact_plan import Planned, exact_arming, exact_intents, planned
from windtunnel_scenarios.flows import FLOWS, Customer, Flow
from windtunnel_scenarios.loader import Scenario
from windtunnel_scenarios.model import (
    INTENTS_MAX,
    ScenarioModel,
    TimelineModel,
    TrafficModel,
)
from windtunnel_scenarios.templates import library


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a run will do; times are µs from the start of the traffic.

    `intents` stand in order of time; each one's index is its place, or where the scenario lists
    its messages, the place there. `arming` is the one message outside the plan and its digest.
    `world` lacks only its webhook and ledger. `apart_us`: see `make_plan`.
    """

    scenario: Scenario
    seed: int
    digest: str
    intents: tuple[Intent, ...]
    arming: Intent
    world: WorldSpec
    duration_us: int
    warm_up_us: int
    recover_us: int
    drain_us: int
    happenings: tuple[Planned, ...] = ()
    apart_us: int | None = None

    @property
    def has_keys(self) -> bool:
        """Whether its world's provider has idempotency keys."""
        return self.world.switches.get("idempotency") == "key"


def make_plan(scenario: Scenario, *, seed: int | None = None, apart_us: int | None = None) -> Plan:
    """Return the plan of a scenario under its own or another seed.

    Args:
        scenario: the question.
        seed: instead of the scenario's own.
        apart_us: how far two messages of one template to one customer are apart at least, for a
            sender whose calls bear no marker. Listed messages stay as they are listed.

    Raises:
        ConfigError: the audience is too small for `apart_us`, or a fault needs a marker.
        LimitError: more messages than a plan may have.
    """
    model = scenario.model
    chosen = model.seed if seed is None else seed
    audience = Audience(model.world.audience, seed=chosen)
    if apart_us is not None:
        check_faults(scenario)
    intents = exact_intents(model) or tuple(_intents(scenario, audience, chosen, apart_us))
    world = _world(model, chosen)
    happenings = planned(model)
    return Plan(
        scenario=scenario,
        seed=chosen,
        digest=_digest(intents, world, happenings),
        happenings=happenings,
        intents=intents,
        arming=_arming(model, audience),
        world=world,
        duration_us=model.duration_us,
        warm_up_us=model.warm_up,
        recover_us=model.recover,
        drain_us=model.drain,
        apart_us=apart_us,
    )


def shifted(world: WorldSpec, start_us: int) -> WorldSpec:
    """Return a world whose timeline counts from harness time 0 instead of the traffic's start."""
    timeline = tuple(
        replace(fault, at_us=(fault.at_us or 0) + start_us) for fault in world.timeline
    )
    return replace(world, timeline=timeline)


def _intents(
    scenario: Scenario, audience: Audience, seed: int, apart_us: int | None
) -> Iterator[Intent]:
    model = scenario.model
    apart = None if apart_us is None else Apart(audience, apart_us, seed=seed)
    for index, (at_us, traffic) in enumerate(_merged(model, seed)):
        if index >= INTENTS_MAX:
            raise LimitError(f"the scenario plans more than {INTENTS_MAX} messages")
        flow = FLOWS[traffic.flow]
        if apart is None or apart_us is None:
            customer = audience.customer(index)
        else:
            found = apart.customer(index, flow, at_us)
            if found is None:
                arriving = ((at, FLOWS[each.flow]) for at, each in _merged(model, seed))
                raise too_few(scenario, arriving, apart_us)
            customer = found
        drawn = draw(seed, "content", index)
        yield _intent(flow, customer, index=index, at_us=at_us, number=traffic.number, drawn=drawn)


def _merged(model: ScenarioModel, seed: int) -> Iterator[tuple[int, TrafficModel]]:
    streams = [_arrivals(traffic, place, seed) for place, traffic in enumerate(model.traffic)]
    for at_us, place in heapq.merge(*streams):
        yield at_us, model.traffic[place]


def _arrivals(traffic: TrafficModel, place: int, seed: int) -> Iterator[tuple[int, int]]:
    key = f"{traffic.flow}/{place}"
    for at_us in arrivals(traffic.stages, traffic.arrivals, seed=seed, flow=key):
        yield at_us, place


def _intent(
    flow: Flow,
    customer: Customer,
    *,
    index: int,
    at_us: int,
    number: str,
    drawn: tuple[int, ...],
    name: str = "",
) -> Intent:
    marker = marker_of(index)
    content: dict[str, Any] = flow.write(customer, marker, drawn)
    return Intent(
        intent=index,
        marker=marker,
        recipient=customer.recipient,
        country=customer.country,
        number=number,
        flow=name or flow.name,
        form=flow.form,
        scope=flow.scope,  # type: ignore[arg-type]  # a flow's scope is one of the words
        intended_us=at_us,
        deadline_us=None if flow.deadline_us is None else at_us + flow.deadline_us,
        **content,
    )


def _arming(model: ScenarioModel, audience: Audience) -> Intent:
    if model.messages:
        taken = {message.recipient for message in model.messages}
        return exact_arming(model.messages[0], audience.outsider(taken))
    traffic = model.traffic[0]
    return _intent(
        FLOWS[traffic.flow],
        audience.outsider(),
        index=ARMING_INDEX,
        at_us=0,
        number=traffic.number,
        drawn=(0,) * 8,
        name="arming",
    )


def _world(model: ScenarioModel, seed: int) -> WorldSpec:
    names = model.world.templates or _templates(model)
    return WorldSpec(
        seed=seed,
        profile=model.profile,
        numbers=tuple(
            NumberSpec(
                name=number.id,
                display=f"1555010{place:04d}",
                throughput_per_s=number.throughput_per_s,
            )
            for place, number in enumerate(model.world.numbers)
        ),
        templates=library(names),
        timeline=tuple(map(_fault, model.timeline)),
        not_on_whatsapp=model.world.audience.not_on_whatsapp,
        epoch_s=int(model.starts.timestamp()),
        switches=dict(model.world.switches),
    )


def _templates(model: ScenarioModel) -> tuple[str, ...]:
    flows = (name for traffic in model.traffic for name in FLOWS[traffic.flow].templates)
    exact = (message.template for message in model.messages if message.template is not None)
    return tuple(dict.fromkeys((*flows, *exact)))


def _fault(entry: TimelineModel) -> FaultSpec:
    exact = None if entry.intent is None else ((entry.intent, entry.attempt),)
    return FaultSpec(
        kind=entry.fault,
        at_us=entry.at_us,
        for_us=entry.for_us,
        scope=Scope(
            provider=entry.provider,
            number=entry.number,
            template=entry.template,
            country=entry.country,
            recipients=entry.recipients,
            share=entry.share,
            chance=entry.chance,
            first=entry.first,
            every=entry.every,
            exact=exact,
        ),
        settings=entry.settings,
    )


def _digest(intents: tuple[Intent, ...], world: WorldSpec, happenings: tuple[Planned, ...]) -> str:
    encode = msgspec.json.Encoder(order="deterministic").encode
    digest = blake2b(encode(world), digest_size=12)
    for intent in intents:
        digest.update(encode(intent))
    for happening in happenings:
        digest.update(encode(happening))
    return digest.hexdigest()
