"""A choice with one of its premises changed, and how its outcome is estimated from a few days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from windtunnel.domain.dialect import Dialect
from windtunnel_reports.comparison.tally import Tallied, Tally
from windtunnel_scenarios.choices import DAY_US, Month, busiest_day
from windtunnel_scenarios.choices.model import USES, ChoiceModel, IncidentModel
from windtunnel_verify.month.arm import Arm, Setting
from windtunnel_verify.month.player import Player, Watch

MONTHS_KEPT = 4
PLAYS_KEPT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """A choice, its seed, and the settings of each provider's numbers."""

    model: ChoiceModel
    seed: int
    settings: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)

    def key(self, arm: Arm) -> str:
        """Return what of it an arm can notice: goals only judge, others' incidents do not come."""
        incidents = [each for each in self.model.incidents if each.provider in arm.providers]
        goals = {use: self.model.goals.of(use).within for use in USES}
        settings = {name: self.settings.get(name, {}) for name in arm.providers}
        numbers = [len(arm.names(name)) for name in arm.providers]
        model = self.model.model_copy(update={"incidents": tuple(incidents)})
        rest = model.model_dump_json(exclude={"goals", "instances_max", "money"})
        return f"{self.seed} {goals} {settings} {arm.name} {numbers} {rest}"


@dataclass(frozen=True, slots=True)
class Trial:
    """Days on which uses must keep their goals, with the first `among` providers of a set."""

    variant: Variant
    days: list[int]
    uses: tuple[str, ...]
    among: int | None = None


class Stage:
    """Where arms are played; months and short plays are kept, so that nothing is played twice."""

    def __init__(self, dialects: Mapping[str, Dialect]) -> None:
        self._dialects = dialects
        self._months: dict[str, Month] = {}
        self._plays: dict[tuple[str, tuple[int, ...]], Tallied] = {}

    def has_queue(self, provider: str) -> bool:
        """Say whether messages of a provider's number wait for one another."""
        return self._dialects[provider].catalog({}).queue is not None

    def month(self, variant: Variant) -> Month:
        """Return the month of a variant."""
        key = f"{variant.seed} {variant.model.model_dump_json()}"
        found = self._months.get(key)
        if found is None:
            if len(self._months) >= MONTHS_KEPT:
                self._months.clear()
            found = self._months[key] = Month(variant.model, seed=variant.seed)
        return found

    def play(
        self, variant: Variant, arm: Arm, days: Iterable[int], watch: Watch = lambda _day: None
    ) -> Tallied:
        """Play days of a variant for an arm, and return what was counted."""
        arm = replace(arm, settings=variant.settings)
        key = (variant.key(arm), tuple(days))
        found = self._plays.get(key)
        if found is None:
            tally = Tally({use: variant.model.goals.of(use).within for use in USES})
            player = Player(self.month(variant), arm, self._dialects, tally.take)
            player.play(key[1], watch)
            if len(self._plays) >= PLAYS_KEPT:
                self._plays.clear()
            found = self._plays[key] = tally.result()
        return found

    def is_enough(self, variant: Variant, arm: Arm) -> bool:
        """Say whether an arm's numbers keep the goals where `fitted` looks for how many."""
        return all(
            self._keeps(trial, replace(arm, providers=arm.providers[: trial.among]))
            for trial in self._trials(variant, arm)
        )

    def fitted(self, variant: Variant, arm: Arm) -> Arm:
        """Return an arm with the smallest number of numbers that keeps the goals.

        The first provider's are found over the busiest day without an incident, the second's over
        each outage of the first. Where none up to `instances_max` is enough, that many.
        """
        calm, *outages = self._trials(variant, arm)
        first = arm.providers[0]
        alone = self._smallest(Arm(providers=(first,)), first, [calm])
        whole = replace(arm, numbers=alone.numbers)
        for name in arm.providers[1:]:
            whole = self._smallest(whole, name, outages)
        return whole

    def _trials(self, variant: Variant, arm: Arm) -> list[Trial]:
        model = variant.model
        calm = replace(variant, model=model.model_copy(update={"incidents": ()}))
        found = [Trial(calm, [busiest_day(model)], USES, among=1)]
        if len(arm.providers) > 1:
            found += [
                Trial(variant, self.days_of(each, variant), model.sender.second)
                for each in model.incidents
                if each.provider == arm.providers[0]
            ]
        return found

    def _keeps(self, trial: Trial, arm: Arm) -> bool:
        return keeps(self.play(trial.variant, arm, trial.days), trial.variant, trial.uses)

    def days_of(self, incident: IncidentModel, variant: Variant) -> list[int]:
        """Return the days (from 0) that an incident touches; a queue drains on the next one."""
        at_us = self.month(variant).at_us(incident.day, incident.at, incident.clock)
        last = (at_us + incident.for_us) // DAY_US + self.has_queue(incident.provider)
        return list(range(at_us // DAY_US, min(variant.model.days, last + 1)))

    def _smallest(self, arm: Arm, provider: str, trials: list[Trial]) -> Arm:
        """Find it by doubling, then by halving what is between: more are never worse."""

        def having(count: int) -> Arm:
            return replace(arm, numbers={**arm.numbers, provider: count})

        def is_enough(count: int) -> bool:
            return all(self._keeps(trial, having(count)) for trial in trials)

        most = max((trial.variant.model.instances_max for trial in trials), default=1)
        low, high = 0, 1
        while high < most and not is_enough(high):
            low, high = high, min(most, 2 * high)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if is_enough(middle) else (middle, high)
        return having(high)


def share(tallied: Tallied, use: str) -> float:
    """Return which part of a use's messages was handed over in time."""
    counts = [count for count in tallied.counts if count.use == use]
    wanted = sum(count.wanted for count in counts)
    return sum(count.handed_in_time for count in counts) / wanted if wanted else 1.0


def keeps(tallied: Tallied, variant: Variant, uses: Iterable[str]) -> bool:
    """Say whether these uses keep their goals."""
    return all(share(tallied, use) >= variant.model.goals.of(use).share for use in uses)
