"""The customers of a scenario: synthetic people with numbers that nobody has."""

from bisect import bisect_right
from collections.abc import Collection
from itertools import accumulate, islice

from faker import Faker

from windtunnel.domain.chance import draw, unit
from windtunnel_scenarios.flows.base import Customer
from windtunnel_scenarios.model import AudienceModel
from windtunnel_scenarios.recipients import recipients
from windtunnel_scenarios.templates import language_of

LOCALES = {
    "BR": "pt_BR",
    "DE": "de_DE",
    "ES": "es_ES",
    "FR": "fr_FR",
    "GB": "en_GB",
    "IN": "hi_IN",
    "IT": "it_IT",
    "MX": "es_MX",
    "NL": "nl_NL",
}
NAMES_PER_COUNTRY = 200
"""Names are drawn from this many per country: variety enough, and Faker is slow."""


class Audience:
    """Customers by country; whom an intent goes to is a keyed draw over its index."""

    def __init__(self, model: AudienceModel, *, seed: int) -> None:
        self._seed = seed
        self._countries = sorted(country for country, part in model.countries.items() if part > 0)
        self._bounds = list(accumulate(model.countries[country] for country in self._countries))
        self._people = {
            country: _people(country, max(1, round(model.size * model.countries[country])), seed)
            for country in self._countries
        }

    def customer(self, index: int) -> Customer:
        """Return whom the intent with this index is for."""
        people = self._people[self.country(index)]
        return people[draw(self._seed, "customer", index)[1] % len(people)]

    def country(self, index: int) -> str:
        """Return the country of the customer whom the intent with this index is for."""
        drawn = draw(self._seed, "customer", index)
        place = bisect_right(self._bounds, unit(drawn[0]) * self._bounds[-1])
        return self._countries[min(place, len(self._countries) - 1)]

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that have customers, in order."""
        return tuple(self._countries)

    def people(self, country: str) -> tuple[Customer, ...]:
        """Return the customers of a country."""
        return tuple(self._people[country])

    def outsider(self, taken: Collection[str] = ()) -> Customer:
        """Return somebody whom no intent is for; `taken` are recipients that are listed."""
        country = self._countries[0]
        people = self._people[country]
        every = recipients(country, len(people) + 1 + len(taken), seed=self._seed)
        spare = islice(every, len(people), None)
        recipient = next(each for each in spare if each not in taken)
        return Customer(recipient, country, language_of(country), "Windtunnel")


def _people(country: str, count: int, seed: int) -> list[Customer]:
    faker = Faker(LOCALES.get(country, "en_US"))
    faker.seed_instance(f"{seed}/{country}")
    names = [faker.first_name() for _ in range(min(count, NAMES_PER_COUNTRY))]
    lang = language_of(country)
    return [
        Customer(recipient, country, lang, names[place % len(names)])
        for place, recipient in enumerate(recipients(country, count, seed=seed))
    ]
