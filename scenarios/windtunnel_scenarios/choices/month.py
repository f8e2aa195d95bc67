"""A month's messages, day by day: each at an absolute time, all from one seed.

What a customer does by themselves (a login, an order) comes by a Poisson process whose rate is the
day's volume times the local hour's weight; what a job of the shop sends comes at its times. A
day's volume is the mean one times the weekday's weight over the mean weight.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.marker import marker_of
from windtunnel.domain.sender import Intent
from windtunnel_scenarios.audience import Audience
from windtunnel_scenarios.choices.model import ChoiceModel, CountryModel, VolumeModel
from windtunnel_scenarios.flows import FLOWS, Customer
from windtunnel_scenarios.model import AudienceModel

DAY_S = 86_400
HOUR_S = 3_600
SECOND_US = 1_000_000
DAY_US = DAY_S * SECOND_US
THURSDAY = 3
"""The weekday of Unix second 0."""

DAY_INDEX = 1_000_000
"""Indices of intents begin anew with each day: a day can be played alone, with its own markers."""

FLOW_OF = {"otp": "otp", "order-updates": "order-confirmation"}
"""Whose content a use has."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One message that is wanted: when, in µs from the start of its day, and of which volume."""

    at_us: int
    place: int


class Month:
    """The messages of a choice under a seed."""

    def __init__(self, model: ChoiceModel, *, seed: int) -> None:
        self.model = model
        self.seed = seed
        self.epoch_s = int(model.starts.timestamp())
        sizes = tuple((name, country.customers) for name, country in model.countries.items())
        self._people = _people(sizes, seed)

    def day(self, number: int) -> list[Intent]:
        """Return the messages of a day (from 0), in order of time; times are from the month's."""
        wishes = sorted(self._wishes(number), key=lambda wish: (wish.at_us, wish.place))
        return [
            self._intent(number * DAY_INDEX + place, number * DAY_US + wish.at_us, wish.place)
            for place, wish in enumerate(wishes)
        ]

    def at_us(self, day: int, clock: int, country: str) -> int:
        """Return when a country's clock shows these minutes on a day (from 1)."""
        local_s = self.epoch_s + self.model.countries[country].utc * 60 + (day - 1) * DAY_S
        return ((day - 1) * DAY_S + (clock * 60 - local_s) % DAY_S) * SECOND_US

    def _wishes(self, number: int) -> Iterator[Wish]:
        start_s = self.epoch_s + number * DAY_S
        for place, volume in enumerate(self.model.traffic):
            country = self.model.countries[volume.country]
            share = 0.0 if volume.batches is None else volume.batches.share
            per_day = volume.per_day * (1 - share)
            spans = list(_spans(country, start_s))
            key = f"{volume.use}/{volume.country}/{place}/{number}"
            for at_us in _poisson(spans, per_day, draw_key=(self.seed, key)):
                yield Wish(at_us, place)
            for at_us in _batches(volume, country, start_s):
                yield Wish(at_us, place)

    def _intent(self, index: int, at_us: int, place: int) -> Intent:
        volume = self.model.traffic[place]
        flow = FLOWS[FLOW_OF[volume.use]]
        people = self._people[volume.country]
        drawn = draw(self.seed, "month", index)
        customer = people[drawn[7] % len(people)]
        marker = marker_of(index)
        within_us = self.model.goals.of(volume.use).within
        return Intent(
            intent=index,
            marker=marker,
            recipient=customer.recipient,
            country=volume.country,
            number="main",
            flow=volume.use,
            form=flow.form,
            scope=flow.scope,  # type: ignore[arg-type]  # a flow's scope is one of the words
            intended_us=at_us,
            deadline_us=at_us + within_us if volume.use == "otp" else None,
            **flow.write(customer, marker, drawn),
        )


def busiest_day(model: ChoiceModel) -> int:
    """Return the day (from 0) with the most messages by its weekdays' weights; the first such."""
    wanted = volumes(model)
    return wanted.index(max(wanted))


def ordinary_day(model: ChoiceModel, *, but: Collection[int] = ()) -> int:
    """Return the day (from 0) of the middle volume among those that are not left out."""
    wanted = volumes(model)
    days = [day for day in range(model.days) if day not in but] or list(range(model.days))
    return sorted(days, key=lambda day: (wanted[day], day))[len(days) // 2]


def volumes(model: ChoiceModel) -> list[float]:
    """Return how many messages each day wants on the mean, rounded so that equals are equal."""
    epoch_s = int(model.starts.timestamp())
    found = []
    for number in range(model.days):
        parts = (
            volume.per_day * part
            for volume in model.traffic
            for _, _, part in _spans(model.countries[volume.country], epoch_s + number * DAY_S)
        )
        found.append(round(math.fsum(parts), 6))
    return found


@lru_cache(maxsize=2)
def _people(sizes: tuple[tuple[str, int], ...], seed: int) -> dict[str, tuple[Customer, ...]]:
    """Return the customers of each country."""
    total = sum(size for _, size in sizes)
    shares = {name: size / total for name, size in sizes}
    audience = Audience(AudienceModel(size=total, countries=shares), seed=seed)
    return {name: audience.people(name) for name, _ in sizes}


def _spans(country: CountryModel, start_s: int) -> Iterator[tuple[int, int, float]]:
    """Yield (from, to, part of a mean day's volume) in seconds of a day, by local hours."""
    hours, weekdays = math.fsum(country.hours), math.fsum(country.weekdays) / len(country.weekdays)
    at_s = 0
    while at_s < DAY_S:
        local_s = start_s + at_s + country.utc * 60
        length_s = min(HOUR_S - local_s % HOUR_S, DAY_S - at_s)
        weight = country.hours[local_s // HOUR_S % 24] / hours * length_s / HOUR_S
        yield at_s, at_s + length_s, weight * _weekday(country, local_s) / weekdays
        at_s += length_s


def _weekday(country: CountryModel, local_s: int) -> float:
    return country.weekdays[(local_s // DAY_S + THURSDAY) % len(country.weekdays)]


def _poisson(
    spans: list[tuple[int, int, float]], per_day: float, *, draw_key: tuple[int, str]
) -> Iterator[int]:
    """Yield µs from the start of the day."""
    steps = _steps(*draw_key)
    goal, reached = next(steps), 0.0
    for from_s, to_s, part in spans:
        here = per_day * part
        while goal < reached + here:
            seconds = from_s + (goal - reached) / here * (to_s - from_s)
            yield min(DAY_US - 1, round(seconds * SECOND_US))
            goal += next(steps)
        reached += here


def _steps(seed: int, key: str) -> Iterator[float]:
    """Yield exponential steps of mean 1."""
    block = 0
    while True:
        for drawn in draw(seed, "month arrivals", key, block):
            yield -math.log(1.0 - unit(drawn))
        block += 1


def _batches(volume: VolumeModel, country: CountryModel, start_s: int) -> Iterator[int]:
    """Yield µs from the start of the day."""
    batches = volume.batches
    if batches is None:
        return
    weights = math.fsum(country.weekdays) / len(country.weekdays)
    for clock in batches.at:
        from_s = (clock * 60 - start_s - country.utc * 60) % DAY_S
        factor = _weekday(country, start_s + from_s + country.utc * 60) / weights
        count = round(volume.per_day * batches.share / len(batches.at) * factor)
        for place in range(count):
            yield min(DAY_US - 1, round((from_s + place / batches.per_s) * SECOND_US))
