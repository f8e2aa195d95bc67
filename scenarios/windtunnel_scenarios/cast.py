"""Whose APIs a plan's world speaks: the scenario's own providers, or others in their place."""

from collections.abc import Collection, Iterator

import msgspec

from windtunnel.domain.worldspec import NumberSpec, TokenSpec
from windtunnel_scenarios.model import NumberModel, ScenarioModel, TimelineModel


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """The providers of a plan, the first one first; without any, the server's own first one.

    Attributes:
        providers: whose APIs the world speaks.
        home: the provider for whom the scenario was written; its profile, its switches and its
            numbers' settings mean nothing to another.
        left_out: kinds of faults that none of the providers has.
        has_templates: whether a message can be told by its template at all of them.
    """

    providers: tuple[str, ...] = ()
    home: str = ""
    left_out: tuple[str, ...] = ()
    has_templates: bool = True


def own_cast(model: ScenarioModel) -> Cast:
    """Return the cast of a scenario as it was written."""
    return Cast(providers=model.providers, home=next(iter(model.providers), ""))


def profiles_of(model: ScenarioModel, cast: Cast) -> dict[str, str]:
    """Return the profiles that a scenario names for the providers of a cast, by provider."""
    named = model.profile if isinstance(model.profile, dict) else {cast.home: model.profile}
    providers = cast.providers or (cast.home,)
    return {each: named[each] for each in providers if named.get(each)}


def numbers_of(model: ScenarioModel, cast: Cast) -> tuple[NumberSpec, ...]:
    """Return the numbers of a world: the scenario's, and one for each provider without any.

    A number of no provider, or of one that is not there, is the first one's.
    """
    found = [_number(each, place, cast) for place, each in enumerate(model.world.numbers)]
    served = {spec.provider for spec in found}
    taken = {spec.name for spec in found}
    for provider in cast.providers:
        if provider not in served:
            name = next(each for each in _names(provider) if each not in taken)
            display = f"1555010{len(found):04d}"
            found.append(NumberSpec(name=name, display=display, provider=provider))
    return tuple(found)


def tokens_of(cast: Cast) -> tuple[TokenSpec, ...]:
    """Return the tokens of a world: one of each provider, where there are several."""
    if len(cast.providers) <= 1:
        return (TokenSpec(),)
    return tuple(
        TokenSpec(name="main" if place == 0 else provider, provider=provider)
        for place, provider in enumerate(cast.providers)
    )


def happens(entry: TimelineModel, cast: Cast, numbers: Collection[str]) -> bool:
    """Say whether a fault of a scenario can happen at the providers of a cast.

    Args:
        entry: of the timeline.
        cast: whose world it is.
        numbers: the names of its numbers.
    """
    if entry.fault in cast.left_out or (entry.number is not None and entry.number not in numbers):
        return False
    return entry.provider is None or not cast.providers or entry.provider in cast.providers


def _number(number: NumberModel, place: int, cast: Cast) -> NumberSpec:
    first = next(iter(cast.providers), "")
    own = number.provider or cast.home
    provider = number.provider if number.provider in cast.providers else first
    is_own = provider == own
    return NumberSpec(
        name=number.id,
        display=f"1555010{place:04d}",
        throughput_per_s=number.throughput_per_s if is_own else None,
        provider=provider,
        settings=dict(number.settings) if is_own else {},
    )


def _names(provider: str) -> Iterator[str]:
    yield provider
    place = 2
    while True:
        yield f"{provider}-{place}"
        place += 1
