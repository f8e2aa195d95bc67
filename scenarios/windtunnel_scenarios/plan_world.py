"""The world of a plan: what exists before the traffic, and the faults of its timeline."""

import msgspec

from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import FaultSpec, Scope, WorldSpec
from windtunnel_scenarios.cast import Cast, happens, numbers_of, profiles_of, tokens_of
from windtunnel_scenarios.exact_plan import Planned
from windtunnel_scenarios.flows import FLOWS
from windtunnel_scenarios.model import ScenarioModel, TimelineModel
from windtunnel_scenarios.templates import library


class Numbers:
    """Whose each number of a world is; one that it has not is replaced by its first."""

    def __init__(self, world: WorldSpec) -> None:
        self._providers = {spec.name: spec.provider for spec in world.numbers}
        self._first = world.numbers[0].name

    def sent_from(self, intent: Intent) -> Intent:
        """Return an intent with a number that there is, and its provider."""
        number = self._there(intent.number)
        provider = self._providers[number]
        return msgspec.structs.replace(intent, number=number, provider=provider)

    def happening(self, happening: Planned) -> Planned:
        """Return a happening at a number that there is."""
        fields = dict(happening.fields)
        if "number" in fields:
            fields["number"] = self._there(fields["number"])
        return Planned(at_us=happening.at_us, what=happening.what, fields=fields)

    def _there(self, number: str) -> str:
        return number if number in self._providers else self._first


def world_of(model: ScenarioModel, seed: int, cast: Cast) -> WorldSpec:
    """Return the world of a scenario at the providers of a cast."""
    names = model.world.templates or _templates(model)
    numbers = numbers_of(model, cast)
    there = {spec.name for spec in numbers}
    profiles = profiles_of(model, cast)
    first = next(iter(cast.providers), cast.home)
    entries = (entry for entry in model.timeline if happens(entry, cast, there))
    return WorldSpec(
        seed=seed,
        providers=cast.providers,
        profile=profiles.pop(first, ""),
        profiles=profiles,
        numbers=numbers,
        tokens=tokens_of(cast),
        templates=library(names),
        timeline=tuple(map(_fault, entries)),
        not_on_whatsapp=model.world.audience.not_on_whatsapp,
        epoch_s=int(model.starts.timestamp()),
        switches=dict(model.world.switches) if first == cast.home else {},
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
