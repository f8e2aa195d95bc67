"""Other values for the premises of a choice: how each is made of the choice itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from windtunnel_scenarios.choices.model import DAY_MESSAGES_MAX
from windtunnel_verify.month.variant import Variant

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US

VOLUMES = (0.02, 0.05, 0.1, 0.5, 2.0, 3.0)
PRICES = (0.05, 0.1, 0.25, 0.5, 2.0, 4.0)
PEAKS = (0.15, 0.25, 0.4)
BATCHES = (0.0, 0.6, 0.9)
SHARES = (0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)
WITHIN_US = {
    "otp": tuple(seconds * SECOND_US for seconds in (15, 30, 60, 120)),
    "order-updates": tuple(minutes * MINUTE_US for minutes in (30, 60, 240)),
}
OUTAGES_US = (0, *(minutes * MINUTE_US for minutes in (30, 60, 240, 720)))
LONG_GAPS = {"ultramsg": ("sendDelayMax", (1, 5, 25, 60))}
"""The setting that says how far apart messages leave a number's long queue, in s."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Idea:
    """A value to try: a variant, and what the prices of a provider are multiplied by."""

    value: str
    variant: Variant
    factors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """A premise with its value here and the others to try, in their order."""

    name: str
    here: str
    ideas: tuple[Idea, ...]
    is_played: bool = True


def themes(
    here: Variant, providers: tuple[str, ...], gaps: Mapping[str, float]
) -> Iterator[Theme]:
    """Yield every premise that can be varied; `gaps` are the long gaps in s by provider."""
    yield _volume(here)
    for provider in providers:
        ideas = (
            Idea(value=f"×{part:g}", variant=here, factors={provider: part}) for part in PRICES
        )
        name = f"what {provider} costs"
        yield Theme(name=name, here="as listed", ideas=tuple(ideas), is_played=False)
    for use in here.model.uses:
        yield _share(here, use)
        yield _within(here, use)
    yield _peak(here)
    if any(each.batches is not None for each in here.model.traffic):
        yield _batches(here)
    for place, incident in enumerate(here.model.incidents):
        if incident.provider in providers:
            yield _outage(here, place)
    for provider in providers:
        if provider in LONG_GAPS and provider in gaps:
            yield _gap(here, provider, gaps[provider])
    if here.model.sender.priorities and len(here.model.uses) > 1:
        yield _priorities(here)


def span(us: int) -> str:
    """Return a span of time for people."""
    for unit, size in (("h", HOUR_US), ("min", MINUTE_US)):
        if us >= 2 * size or us == size:
            return f"{us / size:g} {unit}"
    return "none" if us == 0 else f"{us / SECOND_US:g} s"


def percent(share: float) -> str:
    """Return a share for people."""
    return f"{100 * share:.4g}%"


def _with(here: Variant, **changes: Any) -> Variant:
    return replace(here, model=here.model.model_copy(update=changes))


def _volume(here: Variant) -> Theme:
    def scaled(part: float) -> Variant:
        traffic = tuple(
            each.model_copy(update={"per_day": max(1, round(each.per_day * part))})
            for each in here.model.traffic
        )
        return _with(here, traffic=traffic)

    total = sum(each.per_day for each in here.model.traffic)
    ideas = (
        Idea(value=f"{total * part:,.0f} a day", variant=scaled(part))
        for part in VOLUMES
        if here.model.most_a_day * part <= DAY_MESSAGES_MAX
    )
    return Theme(name="messages in all", here=f"{total:,} a day", ideas=tuple(ideas))


def _goal(here: Variant, use: str, **changes: Any) -> Variant:
    name = use.replace("-", "_")
    goal = here.model.goals.of(use).model_copy(update=changes)
    return _with(here, goals=here.model.goals.model_copy(update={name: goal}))


def _share(here: Variant, use: str) -> Theme:
    goal = here.model.goals.of(use).share
    ideas = (
        Idea(value=percent(share), variant=_goal(here, use, share=share))
        for share in SHARES
        if percent(share) != percent(goal)
    )
    return Theme(name=f"your goal for {use}", here=percent(goal), ideas=tuple(ideas))


def _within(here: Variant, use: str) -> Theme:
    goal = here.model.goals.of(use).within
    ideas = (
        Idea(value=span(within), variant=_goal(here, use, within=within))
        for within in WITHIN_US[use]
        if within != goal
    )
    return Theme(name=f"on time for {use}", here=span(goal), ideas=tuple(ideas))


def _peak(here: Variant) -> Theme:
    def peaked(share: float) -> Variant:
        countries = {}
        for name, country in here.model.countries.items():
            place = country.hours.index(max(country.hours))
            rest = sum(country.hours) - country.hours[place]
            hours = list(country.hours)
            hours[place] = rest * share / (1 - share)
            countries[name] = country.model_copy(update={"hours": tuple(hours)})
        return _with(here, countries=countries)

    most = max(max(each.hours) / sum(each.hours) for each in here.model.countries.values())
    ideas = (Idea(value=percent(share), variant=peaked(share)) for share in PEAKS if share > most)
    return Theme(name="a day's share in its busiest hour", here=percent(most), ideas=tuple(ideas))


def _batches(here: Variant) -> Theme:
    def batched(share: float) -> Variant:
        traffic = tuple(
            each
            if each.batches is None
            else each.model_copy(
                update={"batches": each.batches.model_copy(update={"share": share})}
            )
            for each in here.model.traffic
        )
        return _with(here, traffic=traffic)

    most = max(each.batches.share for each in here.model.traffic if each.batches is not None)
    ideas = (Idea(value=percent(share), variant=batched(share)) for share in BATCHES)
    name = "share of order updates that come in one go"
    return Theme(name=name, here=percent(most), ideas=tuple(ideas))


def _outage(here: Variant, place: int) -> Theme:
    def lasting(us: int) -> Variant:
        incidents = list(here.model.incidents)
        if us:
            incidents[place] = incidents[place].model_copy(update={"for_us": us})
        else:
            del incidents[place]
        return _with(here, incidents=tuple(incidents))

    incident = here.model.incidents[place]
    ideas = (
        Idea(value=span(us), variant=lasting(us)) for us in OUTAGES_US if us != incident.for_us
    )
    name = f"how long {incident.provider} is out (day {incident.day})"
    return Theme(name=name, here=span(incident.for_us), ideas=tuple(ideas))


def _gap(here: Variant, provider: str, gap_s: float) -> Theme:
    setting, values = LONG_GAPS[provider]

    def spaced(value: int) -> Variant:
        mine = {**here.settings.get(provider, {}), setting: value}
        return replace(here, settings={**here.settings, provider: mine})

    ideas = (Idea(value=f"{value} s", variant=spaced(value)) for value in values if value != gap_s)
    return Theme(name=f"{provider}'s {setting}", here=f"{gap_s:g} s", ideas=tuple(ideas))


def _priorities(here: Variant) -> Theme:
    sender = here.model.sender.model_copy(update={"priorities": {}})
    idea = Idea(value="no", variant=_with(here, sender=sender))
    return Theme(name="codes go before order updates in a queue", here="yes", ideas=(idea,))
