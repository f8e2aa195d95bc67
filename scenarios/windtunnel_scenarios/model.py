"""A scenario as frozen values; what a YAML file may hold, with its rules."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from windtunnel.domain.countries import CALLING_CODES
from windtunnel_scenarios import units
from windtunnel_scenarios.exact import (
    HAPPENINGS_MAX,
    MESSAGES_MAX,
    VIRTUAL_ONLY,
    HappeningModel,
    Message,
)
from windtunnel_scenarios.templates import LIBRARY

INTENTS_MAX = 1_000_000
DURATION_US_MAX = 7 * 24 * 3_600_000_000
AUDIENCE_MAX = 100_000
FAULTS_MAX = 1_000
PROVIDERS_MAX = 10
LAST_US = 1_000_000
"""What is left for the last of the exact messages."""

JUMP_US_MAX = 60_000_000
"""A longer wait between two things that happen is for virtual time alone."""

DurationUs = Annotated[int, BeforeValidator(units.duration_us)]
RatePerS = Annotated[float, BeforeValidator(units.rate_per_s)]
Ramp = Annotated[tuple[float, float], BeforeValidator(units.ramp_per_s)]
Part = Annotated[float, BeforeValidator(units.share)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberModel(_Model):
    """A business phone number of the scenario."""

    id: str = Field("main", pattern=r"^[a-z][a-z0-9-]{0,39}$", description="its name here")
    provider: str = Field("", description="whose it is; the first one's unless said")
    throughput_per_s: float | None = Field(None, gt=0, description="messages per second")
    settings: dict[str, str | int | float | bool] = Field(
        {}, description="by its provider's own names"
    )


class AudienceModel(_Model):
    """Who the customers are."""

    size: int = Field(1000, ge=1, le=AUDIENCE_MAX, description="how many customers")
    countries: dict[str, Part] = Field({"BR": 1.0}, description="share by ISO country code")
    not_on_whatsapp: Part | None = Field(None, description="share without WhatsApp")

    @model_validator(mode="after")
    def _countries_are_known(self) -> "AudienceModel":
        known = sorted(CALLING_CODES.values())
        for country in self.countries:
            if country not in known:
                raise ValueError(
                    f"countries names {country!r}, of which no number can be made; "
                    f"known: {', '.join(known)}"
                )
        return self

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> "AudienceModel":
        total = sum(self.countries.values())
        if abs(total - 1.0) > 1e-6:  # noqa: PLR2004 - rounding of percents
            raise ValueError(f"countries sum to {total:.2%}; must sum to 100%")
        return self


class WorldModel(_Model):
    """What exists before the traffic."""

    numbers: tuple[NumberModel, ...] = Field((NumberModel(id="main"),), min_length=1)
    audience: AudienceModel = AudienceModel()
    templates: tuple[str, ...] = Field(
        (), description="names from the library; empty: what the flows need"
    )
    switches: dict[str, str | int | float | bool] = Field({}, description="of the provider")

    @model_validator(mode="after")
    def _templates_are_known(self) -> "WorldModel":
        known = sorted({spec.name for spec in LIBRARY})
        for name in self.templates:
            if name not in known:
                raise ValueError(f"no template {name!r} in the library: {', '.join(known)}")
        return self


class StageModel(_Model):
    """One stretch of traffic: `hold` a rate or `ramp` between two, `for` a time."""

    hold: RatePerS | None = Field(None, description="a constant rate")
    ramp: Ramp | None = Field(None, description="from one rate to another, linearly")
    for_us: DurationUs = Field(alias="for", gt=0, description="how long")

    @model_validator(mode="after")
    def _one_of(self) -> "StageModel":
        if (self.hold is None) == (self.ramp is None):
            raise ValueError("needs either hold or ramp")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The rate at the beginning and at the end, per second."""
        if self.ramp is not None:
            return self.ramp
        assert self.hold is not None, "hold or ramp, by validation"
        return self.hold, self.hold


class TrafficModel(_Model):
    """One flow of messages."""

    flow: str = Field(description="one of the shipped flows")
    arrivals: Literal["constant", "poisson"] = Field("poisson", description="how they come")
    stages: tuple[StageModel, ...] = Field(min_length=1, max_length=100)
    number: str = Field("main", description="the number that sends")


class TimelineModel(_Model):
    """A fault at a time (`at`, `for`), or in its exact form (`intent`, `attempt`)."""

    model_config = ConfigDict(extra="allow", frozen=True)

    fault: str = Field(description="a kind of fault")
    at_us: DurationUs = Field(0, alias="at", description="from the start of the traffic")
    for_us: DurationUs = Field(3_600_000_000, alias="for", gt=0, description="time to live")
    intent: int | None = Field(None, ge=0, description="exact form: the intent's index")
    attempt: int = Field(1, ge=1, description="exact form: the attempt, from 1")
    provider: str | None = Field(None, description="scope")
    number: str | None = Field(None, description="scope")
    template: str | None = Field(None, description="scope")
    country: str | None = Field(None, description="scope")
    recipients: tuple[str, ...] | None = Field(None, description="scope: digits")
    share: Part | None = Field(None, description="scope: share of recipients")
    chance: Part | None = Field(None, description="scope: share of attempts")
    first: int | None = Field(None, ge=1, description="scope: only the next N")
    every: int | None = Field(None, ge=1, description="scope: only each n-th")

    @property
    def settings(self) -> dict[str, Any]:
        """The fault's own settings: every key that is not one of these."""
        return dict(self.__pydantic_extra__ or {})


class ScenarioModel(_Model):
    """One question put to a sender."""

    scenario: str = Field(pattern=r"^[a-z][a-z0-9-]{0,63}$", description="its name")
    seed: int = Field(1, ge=0, lt=2**63, description="all chance comes from it")
    starts: datetime = Field(description="the customers' date and hour, with an offset")
    providers: tuple[str, ...] = Field(
        (), max_length=PROVIDERS_MAX, description="whose APIs it speaks; the first has main"
    )
    profile: str | dict[str, str] = Field(
        "", description="how provider and handsets behave: of the first provider, or by provider"
    )
    world: WorldModel = WorldModel()
    traffic: tuple[TrafficModel, ...] = Field((), max_length=50)
    messages: tuple[Message, ...] = Field(
        (), max_length=MESSAGES_MAX, description="one by one, instead of traffic"
    )
    happenings: tuple[HappeningModel, ...] = Field(
        (), max_length=HAPPENINGS_MAX, description="what happens beside the messages"
    )
    warm_up: DurationUs = Field(10_000_000, description="left out of steady_state")
    recover: DurationUs = Field(20_000_000, description="left out of steady_state after a heal")
    steady_state: tuple[str, ...] = Field((), max_length=50)
    timeline: tuple[TimelineModel, ...] = Field((), max_length=FAULTS_MAX)
    exercises: tuple[str, ...] = Field((), description="invariants that this run must test")
    gates: tuple[str, ...] = Field(("invariants kept",), max_length=50)
    drain: DurationUs = Field(15_000_000, description="how long the end waits at most")
    runbook: str | None = Field(None, description="a shipped runbook")

    @model_validator(mode="after")
    def _bounds(self) -> "ScenarioModel":
        if self.starts.tzinfo is None:
            raise ValueError("starts has no offset from UTC; write for example 10:00-03:00")
        if bool(self.traffic) == bool(self.messages):
            raise ValueError("a scenario has either traffic or messages")
        if self.duration_us > DURATION_US_MAX:
            raise ValueError("the traffic is longer than 7 days")
        return self

    @model_validator(mode="after")
    def _named_things_exist(self) -> "ScenarioModel":
        names = {number.id for number in self.world.numbers} | set(self.providers[1:])
        for what, number in self._numbers:
            if number not in names:
                raise ValueError(f"{what} number {number!r}, which world has not")
        if len(set(self.providers)) < len(self.providers):
            raise ValueError("providers names one twice")
        return self

    @property
    def _numbers(self) -> Iterator[tuple[str, str]]:
        """Every number that is named, and where."""
        yield from (("traffic names", flow.number) for flow in self.traffic)
        yield from (("messages name", message.number) for message in self.messages)
        for entry in self.timeline:
            if entry.number is not None:
                yield "timeline names", entry.number
        for each in self.happenings:
            if "number" in each.fields:
                yield "happenings name", each.fields["number"]

    @property
    def duration_us(self) -> int:
        """How long the traffic lasts: its longest flow, or the last that is to happen."""
        flows = [sum(stage.for_us for stage in flow.stages) for flow in self.traffic]
        return max((*flows, *(at_us + LAST_US for at_us in self._times)), default=0)

    @property
    def virtual_only(self) -> str:
        """Why only virtual time can play it, "" where real time can, too."""
        for each in self.happenings:
            if each.what in VIRTUAL_ONLY:
                return f"it holds what only virtual time can do: {each.what}"
        times = sorted(self._times)
        for before, after in zip((0, *times), times, strict=False):
            if after - before > JUMP_US_MAX:
                return f"it jumps over {(after - before) / 1e6:.0f} s"
        return ""

    @property
    def _times(self) -> list[int]:
        return [*(each.at for each in self.messages), *(each.at for each in self.happenings)]
