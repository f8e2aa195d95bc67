"""The answer: the cheapest set of providers that keeps every goal, by what can be ranked on."""

import msgspec

from windtunnel_reports.comparison.result import Comparison, Goal, Premise, Standing

NOBODY = "none keeps the goals"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Neighbouring values of a premise at which the answer is another one."""

    first: str
    last: str
    answer: str

    @property
    def values(self) -> str:
        """The values in words."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """What a premise does to the answer: nothing where there are no changes."""

    premise: Premise
    changes: tuple[Change, ...]


def chosen(standings: tuple[Standing, ...], goals: tuple[Goal, ...]) -> tuple[str, ...]:
    """Return the cheapest arms that keep every goal; all that do where costs cannot be compared.

    Costs in different currencies are never compared here.
    """
    keeping = [each for each in standings if each.keeps(goals)]
    currencies = {currency for each in keeping for currency in each.cost_micro}
    if len(currencies) > 1:
        return tuple(each.arm for each in keeping)
    costs = {each.arm: sum(each.cost_micro.values()) for each in keeping}
    least = min(costs.values(), default=0)
    return tuple(arm for arm, cost in costs.items() if cost == least)


def answer_of(standings: tuple[Standing, ...], goals: tuple[Goal, ...]) -> str:
    """Return the answer in words."""
    return " or ".join(chosen(standings, goals)) or NOBODY


def winners(premise: Premise) -> tuple[Standing, ...]:
    """Return the standing of the answer at each value of a premise that has a single one."""
    found = []
    for tried in premise.tried:
        names = chosen(tried.standings, tried.goals)
        if len(names) == 1:
            found += [each for each in tried.standings if each.arm == names[0]]
    return tuple(found)


def flips(comparison: Comparison) -> tuple[Flip, ...]:
    """Return every premise with the values at which the answer changes, those that do first."""
    here = answer_of(comparison.sampled, comparison.goals)
    found = [
        Flip(premise=premise, changes=_changes(premise, here)) for premise in comparison.premises
    ]
    return tuple(sorted(found, key=lambda flip: not flip.changes))


def is_sample_true(comparison: Comparison) -> bool:
    """Say whether the days on which premises were tried give the answer of the whole month."""
    goals = comparison.goals
    return answer_of(comparison.sampled, goals) == answer_of(comparison.standings(), goals)


def _changes(premise: Premise, here: str) -> tuple[Change, ...]:
    changes: list[Change] = []
    before = here
    for tried in premise.tried:
        answer = answer_of(tried.standings, tried.goals)
        if answer != here and answer == before:
            changes[-1] = msgspec.structs.replace(changes[-1], last=tried.value)
        elif answer != here:
            changes.append(Change(first=tried.value, last=tried.value, answer=answer))
        before = answer
    return tuple(changes)
