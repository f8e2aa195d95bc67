"""A choice as frozen values: what its YAML file may hold, with its rules."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from windtunnel.domain.countries import CALLING_CODES
from windtunnel_scenarios import units

DAYS_MAX = 31
MESSAGES_MAX = 300_000
DAY_MESSAGES_MAX = 900_000
"""On the mean; by chance a day has more, and its messages have a million indices."""

CUSTOMERS_MAX = 100_000
HOURS, WEEKDAYS, MINUTES = 24, 7, 60
INSTANCES_MAX = 20

Use = Literal["otp", "order-updates"]
USES: tuple[Use, ...] = ("otp", "order-updates")

DurationUs = Annotated[int, BeforeValidator(units.duration_us)]
RatePerS = Annotated[float, BeforeValidator(units.rate_per_s)]
Part = Annotated[float, BeforeValidator(units.share)]

_OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def offset_minutes(value: object) -> int:
    """Return the minutes of "-03:00".

    Raises:
        ValueError: anything else.
    """
    found = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"is {value!r}; must be an offset from UTC such as -03:00")
    return int(f"{found[1]}1") * (int(found[2]) * MINUTES + int(found[3]))


def clock_minutes(value: object) -> int:
    """Return the minutes since midnight of "19:30".

    Raises:
        ValueError: anything else.
    """
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"is {value!r}; must be a time of the day such as 19:30")
    return int(found[1]) * MINUTES + int(found[2])


Offset = Annotated[int, BeforeValidator(offset_minutes)]
Clock = Annotated[int, BeforeValidator(clock_minutes)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoalModel(_Model):
    """How many messages of a use must be on time, and what on time is."""

    within: DurationUs = Field(gt=0, description="from the moment when it is wanted")
    share: Part = Field(description="of all that are wanted")


class GoalsModel(_Model):
    """What a set of providers has to keep."""

    otp: GoalModel
    order_updates: GoalModel = Field(alias="order-updates")

    def of(self, use: str) -> GoalModel:
        """Return the goal of a use."""
        return self.otp if use == "otp" else self.order_updates


class CountryModel(_Model):
    """When a country's customers are awake, and how many there are."""

    utc: Offset = Field(description="offset from UTC, the whole month through")
    customers: int = Field(ge=1, le=CUSTOMERS_MAX, description="how many customers")
    hours: tuple[float, ...] = Field(description="a weight for each hour of the local day")
    weekdays: tuple[float, ...] = Field((1.0,) * WEEKDAYS, description="a weight, Monday first")

    @model_validator(mode="after")
    def _weights(self) -> "CountryModel":
        for name, weights, count in (
            ("hours", self.hours, HOURS),
            ("weekdays", self.weekdays, WEEKDAYS),
        ):
            if len(weights) != count or min(weights) < 0 or sum(weights) <= 0:
                raise ValueError(f"{name} needs {count} weights of 0 or more, not all of them 0")
        return self


class BatchModel(_Model):
    """A job of the shop that sends a part of a day's messages at fixed times."""

    at: tuple[Clock, ...] = Field(min_length=1, max_length=24, description="local times")
    share: Part = Field(description="of the day's messages, all of its times together")
    per_s: RatePerS = Field(gt=0, description="how fast the job hands them over")


class VolumeModel(_Model):
    """How much of one use a country wants on a mean day."""

    use: Use = Field(description="otp or order-updates")
    country: str = Field(description="one of countries")
    per_day: int = Field(ge=1, le=MESSAGES_MAX, description="messages on a mean day")
    batches: BatchModel | None = Field(None, description="what comes at fixed times")


class IncidentModel(BaseModel):
    """What goes wrong in the month: a fault of one provider; more keys are its settings."""

    model_config = ConfigDict(extra="allow", frozen=True)

    provider: str = Field(description="whose")
    day: int = Field(ge=1, le=DAYS_MAX, description="from 1")
    at: Clock = Field(description="by the clock of the country in `clock`")
    clock: str = Field(description="one of countries")
    for_us: DurationUs = Field(alias="for", gt=0, description="how long")
    fault: str = Field(description="a kind of fault")

    @property
    def settings(self) -> dict[str, Any]:
        """The fault's own settings."""
        return dict(self.__pydantic_extra__ or {})


class RetryModel(_Model):
    """How long the sender waits after a refusal."""

    first: DurationUs = Field(5_000_000, gt=0, description="after the first one")
    growth: float = Field(2.0, ge=1, description="the factor of each further wait")
    most: DurationUs = Field(900_000_000, gt=0, description="no wait is longer")


class SenderModel(_Model):
    """The rules by which messages are sent: the same ones for every set of providers."""

    retry: RetryModel = RetryModel()
    give_up: DurationUs = Field(86_400_000_000, gt=0, description="of an order update")
    priorities: dict[Use, int] = Field({}, description="where a provider has them; lower first")
    second: tuple[Use, ...] = Field(("otp",), description="uses that go to the second provider")


class PartModel(_Model):
    """One part of the customers' handsets; without a median they never come online."""

    share: Part = Field(description="of messages")
    median: DurationUs | None = Field(None, description="of a log-normal wait")
    sigma: float = Field(0.5, ge=0, description="its sigma")


class AssumedModel(_Model):
    """What nobody publishes: taken to be the same everywhere, and never ranked on."""

    handsets: tuple[PartModel, ...] = Field(min_length=1, description="when they are online")

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> "AssumedModel":
        total = sum(part.share for part in self.handsets)
        if abs(total - 1.0) > 1e-6:  # noqa: PLR2004 - rounding of percents
            raise ValueError(f"handsets sum to {total:.2%}; must sum to 100%")
        return self


class RateModel(_Model):
    """What one unit of a currency costs, as you say it: dated, with its source."""

    currency: str = Field(pattern=r"^[A-Z]{3}$", description="of the price list")
    per_unit: float = Field(gt=0, description="of your currency for one of that")
    date: str = Field(pattern=r"^\d{4}-\d\d-\d\d$", description="of the rate")
    source: str = Field(min_length=1, description="where it was read")


class MoneyModel(_Model):
    """The currency that you think in, and the rates that lead to it."""

    currency: str = Field(pattern=r"^[A-Z]{3}$", description="yours")
    rates: tuple[RateModel, ...] = Field((), description="one for each price list's currency")


class ChoiceModel(_Model):
    """One choice between providers."""

    choice: str = Field(pattern=r"^[a-z][a-z0-9-]{0,63}$", description="its name")
    seed: int = Field(1, ge=0, lt=2**63, description="all chance comes from it")
    starts: datetime = Field(description="the first day's midnight, with an offset")
    days: int = Field(30, ge=1, le=DAYS_MAX, description="how many are played")
    goals: GoalsModel
    countries: dict[str, CountryModel] = Field(min_length=1, description="by ISO code")
    traffic: tuple[VolumeModel, ...] = Field(min_length=1, max_length=50)
    incidents: tuple[IncidentModel, ...] = Field((), max_length=100)
    instances_max: int = Field(10, ge=1, le=INSTANCES_MAX, description="of a provider, at most")
    sender: SenderModel = SenderModel()
    assumed: AssumedModel
    money: MoneyModel | None = Field(None, description="another currency for the costs")

    @property
    def uses(self) -> tuple[Use, ...]:
        """The uses of which messages are wanted; a goal for another one judges nothing."""
        wanted = {each.use for each in self.traffic}
        return tuple(use for use in USES if use in wanted)

    @property
    def most_a_day(self) -> float:
        """How many messages its busiest day wants on the mean, at most."""
        found = 0.0
        for each in self.traffic:
            weekdays = self.countries[each.country].weekdays
            found += each.per_day * max(weekdays) * len(weekdays) / sum(weekdays)
        return found

    @property
    def excess(self) -> str:
        """What of it is too much to be played, "" where nothing is."""
        total = self.days * sum(each.per_day for each in self.traffic)
        if total > MESSAGES_MAX:
            return f"the month has {total:,} messages; at most {MESSAGES_MAX:,} are played"
        if self.most_a_day > DAY_MESSAGES_MAX:
            return (
                f"a day can have {self.most_a_day:,.0f} messages; at most {DAY_MESSAGES_MAX:,} "
                "are played"
            )
        return ""

    @model_validator(mode="after")
    def _fits(self) -> "ChoiceModel":
        if self.starts.tzinfo is None:
            raise ValueError("starts has no offset from UTC; write for example T00:00-03:00")
        known = sorted(CALLING_CODES.values())
        for country in self.countries:
            if country not in known:
                raise ValueError(f"countries names {country!r}; known: {', '.join(known)}")
        named = [("traffic names", each.country) for each in self.traffic]
        named += [("incidents name", each.clock) for each in self.incidents]
        for what, country in named:
            if country not in self.countries:
                raise ValueError(f"{what} country {country!r}, which countries has not")
        if self.excess:
            raise ValueError(self.excess)
        return self
