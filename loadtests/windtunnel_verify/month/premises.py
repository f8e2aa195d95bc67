"""The premises of an answer, each tried at other values: which of them would change it?

What only costs is computed. All else is played again, on an ordinary day, which stands for each
day without an incident, and on the days of incidents; then the numbers of each provider are found
anew, too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from windtunnel.domain.dialect import Dialect
from windtunnel.domain.offer import offer_of
from windtunnel_reports.comparison.result import (
    MONTH_DAYS,
    Goal,
    Premise,
    Standing,
    Tried,
)
from windtunnel_reports.comparison.tally import Tallied
from windtunnel_scenarios.choices import ordinary_day, volumes
from windtunnel_scenarios.choices.model import USES, ChoiceModel
from windtunnel_verify.month.arm import Arm
from windtunnel_verify.month.ideas import Theme
from windtunnel_verify.month.variant import Stage, Variant


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A few days of an arm: its numbers as they were found, what was counted, days' weights.

    `scale` makes of the messages that the weighted days stand for those of a month.
    """

    arm: Arm
    tallied: Tallied
    weights: dict[int, int]
    scale: Fraction


class Premises:
    """Tries premises for some arms."""

    def __init__(
        self, stage: Stage, dialects: Mapping[str, Dialect], arms: tuple[Arm, ...]
    ) -> None:
        self._stage = stage
        self._dialects = dialects
        self._arms = arms
        self._here: dict[str, Sample] = {}

    def here(self, variant: Variant) -> tuple[Standing, ...]:
        """Return the arms' standings with every premise as it is."""
        self._here = {arm.name: self._sample(variant, arm) for arm in self._arms}
        return tuple(self._standing(self._here[arm.name], {}) for arm in self._arms)

    def tried(self, theme: Theme, watch: Callable[[str], None]) -> Premise:
        """Try a premise at its other values."""
        found = []
        for idea in theme.ideas:
            watch(f"{theme.name}: {idea.value}")
            standings = tuple(
                self._standing(
                    self._sample(idea.variant, arm) if theme.is_played else self._here[arm.name],
                    idea.factors,
                )
                for arm in self._arms
            )
            goals = goals_of(idea.variant.model)
            found.append(Tried(value=idea.value, goals=goals, standings=standings))
        how = "played again" if theme.is_played else "computed"
        return Premise(name=theme.name, here=theme.here, how=how, tried=tuple(found))

    def _sample(self, variant: Variant, arm: Arm) -> Sample:
        model = variant.model
        shaken = {
            day
            for incident in model.incidents
            if incident.provider in arm.providers
            for day in self._stage.days_of(incident, variant)
        }
        ordinary = ordinary_day(model, but=shaken)
        fitted = self._stage.fitted(variant, arm)
        tallied = self._stage.play(variant, fitted, sorted(shaken | {ordinary}))
        weights = {day + 1: 1 for day in shaken}
        weights[ordinary + 1] = weights.get(ordinary + 1, 0) + model.days - len(shaken)
        wanted = volumes(model)
        stands_for = sum(wanted[day - 1] * weight for day, weight in weights.items())
        scale = Fraction(sum(wanted) / stands_for) * MONTH_DAYS / model.days
        return Sample(arm=fitted, tallied=tallied, weights=weights, scale=scale)

    def _standing(self, sample: Sample, factors: Mapping[str, float]) -> Standing:
        arm, tallied, weights = sample.arm, sample.tallied, sample.weights
        cost: dict[str, Fraction] = {}

        def add(provider: str, currency: str, micro: Fraction) -> None:
            part = Fraction(factors.get(provider, 1)) * micro
            cost[currency] = cost.get(currency, Fraction()) + part

        for charge in tallied.charges:
            month = charge.most_micro * weights[charge.day] * sample.scale
            add(charge.provider, charge.currency, month)
        for provider in arm.providers:
            offer = offer_of(self._dialects[provider])
            if offer is not None:
                fee = offer.number_month_micro * arm.numbers.get(provider, 1)
                add(provider, offer.currency, Fraction(fee))
        return Standing(
            arm=arm.name,
            shares={use: _share(tallied, use, weights) for use in USES},
            cost_micro={name: round(micro) for name, micro in sorted(cost.items()) if micro},
        )


def goals_of(model: ChoiceModel) -> tuple[Goal, ...]:
    """Return the goals of a choice, of the uses that are wanted."""
    return tuple(
        Goal(use=use, within_us=model.goals.of(use).within, share=model.goals.of(use).share)
        for use in model.uses
    )


def _share(tallied: Tallied, use: str, weights: Mapping[int, int]) -> float:
    counts = [count for count in tallied.counts if count.use == use]
    wanted = sum(count.wanted * weights[count.day] for count in counts)
    in_time = sum(count.handed_in_time * weights[count.day] for count in counts)
    return in_time / wanted if wanted else 1.0
