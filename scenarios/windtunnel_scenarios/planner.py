"""The plan: every message and every fault at an absolute time, from one seed, before the start."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import msgspec

from windtunnel.domain.chance import draw
from windtunnel.domain.errors import LimitError
from windtunnel.domain.marker import ARMING_INDEX, marker_of
from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import WorldSpec
from windtunnel_scenarios.apart import Apart, check_faults, too_few
from windtunnel_scenarios.arrivals import arrivals
from windtunnel_scenarios.audience import Audience
from windtunnel_scenarios.cast import Cast, own_cast
from windtunnel_scenarios.exact_plan import Planned, exact_arming, exact_intents, planned
from windtunnel_scenarios.flows import FLOWS, Customer, Flow
from windtunnel_scenarios.loader import Scenario
from windtunnel_scenarios.model import (
    INTENTS_MAX,
    ScenarioModel,
    TrafficModel,
)
from windtunnel_scenarios.plan_world import Numbers, world_of
from windtunnel_scenarios.texts import said


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a run will do; times are µs from the start of the traffic.

    `intents` stand in order of time; each one's index is its place, or where the scenario lists
    its messages, the place there. `arming` is the one message outside the plan and its digest.
    `world` lacks only its webhook and ledger. `apart_us`, `cast`: see `make_plan`.
    """

    scenario: Scenario
    seed: int
    intents: tuple[Intent, ...]
    arming: Intent
    world: WorldSpec
    happenings: tuple[Planned, ...] = ()
    apart_us: int | None = None
    cast: Cast = field(default_factory=Cast)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Digest what will be done."""
        digest = _digest(self.intents, self.world, self.happenings)
        object.__setattr__(self, "digest", digest)

    @property
    def duration_us(self) -> int:
        """How long the traffic lasts."""
        return self.scenario.model.duration_us

    @property
    def warm_up_us(self) -> int:
        """What is left out of the steady state at the beginning."""
        return self.scenario.model.warm_up

    @property
    def recover_us(self) -> int:
        """What is left out of the steady state after the last fault."""
        return self.scenario.model.recover

    @property
    def drain_us(self) -> int:
        """How long the end waits for the sender to come to rest, at most."""
        return self.scenario.model.drain

    @property
    def has_keys(self) -> bool:
        """Whether its world's provider has idempotency keys."""
        return self.world.switches.get("idempotency") == "key"


def make_plan(
    scenario: Scenario,
    *,
    seed: int | None = None,
    apart_us: int | None = None,
    cast: Cast | None = None,
) -> Plan:
    """Return the plan of a scenario under its own or another seed.

    Args:
        scenario: the question.
        seed: instead of the scenario's own.
        apart_us: how far two messages of one template to one customer are apart at least, for a
            sender whose calls bear no marker. Listed messages stay as they are listed.
        cast: the providers of its world; those of the scenario unless said.

    Raises:
        ConfigError: the audience is too small for `apart_us`, or a fault needs a marker.
        LimitError: more messages than a plan may have.
    """
    model, cast = scenario.model, cast or own_cast(scenario.model)
    chosen = model.seed if seed is None else seed
    audience = Audience(model.world.audience, seed=chosen)
    if apart_us is not None:
        check_faults(scenario)
    world = world_of(model, chosen, cast)
    numbers = Numbers(world)
    apart = _apart(audience, chosen, apart_us, cast)
    found = exact_intents(model) or _intents(scenario, audience, chosen, apart)
    return Plan(
        scenario=scenario,
        seed=chosen,
        happenings=tuple(map(numbers.happening, planned(model))),
        intents=tuple(map(numbers.sent_from, found)),
        arming=numbers.sent_from(_arming(model, audience)),
        world=world,
        apart_us=apart_us,
        cast=cast,
    )


def shifted(world: WorldSpec, start_us: int) -> WorldSpec:
    """Return a world whose timeline counts from harness time 0 instead of the traffic's start."""
    timeline = tuple(
        replace(fault, at_us=(fault.at_us or 0) + start_us) for fault in world.timeline
    )
    return replace(world, timeline=timeline)


def _apart(audience: Audience, seed: int, apart_us: int | None, cast: Cast) -> Apart | None:
    if apart_us is None:
        return None
    return Apart(audience, apart_us, seed=seed, by_template=cast.has_templates)


def _intents(
    scenario: Scenario, audience: Audience, seed: int, apart: Apart | None
) -> Iterator[Intent]:
    model = scenario.model
    for index, (at_us, traffic) in enumerate(_merged(model, seed)):
        if index >= INTENTS_MAX:
            raise LimitError(f"the scenario plans more than {INTENTS_MAX} messages")
        flow = FLOWS[traffic.flow]
        if apart is None:
            customer = audience.customer(index)
        else:
            found = apart.customer(index, flow, at_us)
            if found is None:
                arriving = ((at, FLOWS[each.flow]) for at, each in _merged(model, seed))
                raise too_few(scenario, arriving, apart)
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
    found = Intent(
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
    return msgspec.structs.replace(found, text=said(found) or found.text)


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


def _digest(intents: tuple[Intent, ...], world: WorldSpec, happenings: tuple[Planned, ...]) -> str:
    encode = msgspec.json.Encoder(order="deterministic").encode
    digest = blake2b(encode(world), digest_size=12)
    for intent in intents:
        digest.update(encode(intent))
    for happening in happenings:
        digest.update(encode(happening))
    return digest.hexdigest()
