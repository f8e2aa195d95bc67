"""One arm of a comparison: a set of providers, and the world in which the month is played."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope, TokenSpec, WorldSpec
from windtunnel_scenarios.choices import Month
from windtunnel_scenarios.choices.model import ChoiceModel
from windtunnel_scenarios.templates import library
from windtunnel_verify.month.writing import WRITERS

JOIN = "+"
AT_ONCE = Spread(median_ms=0, sigma=0)
HANDSET_MS_MAX = 30 * 86_400_000.0

Setting = str | int | float | bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm:
    """Providers in the order in which they are tried, and how many numbers each has.

    `settings` are those of a provider's numbers, by its own names.
    """

    providers: tuple[str, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As it is asked for: "meta+ultramsg"."""
        return JOIN.join(self.providers)

    def names(self, provider: str) -> tuple[str, ...]:
        """Return the names of a provider's numbers."""
        return tuple(f"{provider}-{place + 1}" for place in range(self.numbers.get(provider, 1)))


def parse_arm(text: str, dialects: Mapping[str, Dialect]) -> Arm:
    """Return the arm that a text names: "meta" or "meta+ultramsg".

    Raises:
        ConfigError: a provider that is not here, or that is named twice.
    """
    providers = tuple(part.strip() for part in text.split(JOIN))
    for name in providers:
        if name not in dialects:
            raise ConfigError(
                f"--provider {text}: no provider {name!r}; installed: {', '.join(dialects)}"
            )
        if name not in WRITERS:
            raise ConfigError(
                f"--provider {text}: nobody here knows how to write to {name!r}; known: "
                f"{', '.join(WRITERS)}"
            )
    if len(set(providers)) < len(providers):
        raise ConfigError(f"--provider {text} names a provider twice")
    return Arm(providers=providers)


def world_of(arm: Arm, month: Month) -> WorldSpec:
    """Return the world of an arm: its numbers, its tokens, the incidents of its providers."""
    numbers = tuple(
        NumberSpec(
            name=name,
            display=f"1555010{place + 1:02d}{which + 1:02d}",
            provider=provider,
            settings=dict(arm.settings.get(provider, {})),
        )
        for place, provider in enumerate(arm.providers)
        for which, name in enumerate(arm.names(provider))
    )
    tokens = tuple(
        TokenSpec(name=provider, provider=provider, numbers=arm.names(provider))
        for provider in arm.providers
    )
    return WorldSpec(
        seed=month.seed,
        providers=arm.providers,
        numbers=numbers,
        tokens=tokens,
        templates=library(),
        timeline=tuple(_faults(arm, month)),
        epoch_s=month.epoch_s,
    )


def profile_of(dialect: Dialect, model: ChoiceModel) -> Profile:
    """Return how a provider behaves in a month: at once, but for what is published.

    Waits of its own that nobody publishes are left out, and the handsets are the choice's own, the
    same ones for each provider; its time-to-live is that of its first profile.
    """
    shipped = next(iter(dialect.profiles.values()))
    return msgspec.structs.replace(
        shipped,
        name=model.choice,
        answer=AT_ONCE,
        sent=AT_ONCE,
        delivered=tuple(
            Share(
                share=part.share,
                wait=None
                if part.median is None
                else Spread(median_ms=part.median / 1000, sigma=part.sigma, hi_ms=HANDSET_MS_MAX),
            )
            for part in model.assumed.handsets
        ),
        read_share=0.0,
        not_on_whatsapp=0.0,
        delivered_skipped=0.0,
    )


def _faults(arm: Arm, month: Month) -> list[FaultSpec]:
    return [
        FaultSpec(
            kind=incident.fault,
            at_us=month.at_us(incident.day, incident.at, incident.clock),
            for_us=incident.for_us,
            scope=Scope(provider=incident.provider),
            settings=incident.settings,
        )
        for incident in month.model.incidents
        if incident.provider in arm.providers
    ]
