"""The rows of the page: what was counted of each set, on what it rests, and who does best.

Nobody is ranked on a figure that rests on an assumed value.
"""

from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from windtunnel_reports.comparison.result import ArmResult, Basis, Comparison, Goal
from windtunnel_reports.comparison.words import USES, costs, percent, quantile, span

NOT_RANKED = "not ranked"
LEVEL = "level"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One row: its cells are in the order of the arms, `best` names whom it favours."""

    name: str
    basis: Basis
    cells: tuple[str, ...]
    best: str


def figures(comparison: Comparison) -> tuple[Figure, ...]:
    """Return every row of the table of figures."""
    rows = [row for goal in comparison.goals for row in _of_use(comparison, goal)]
    return (*rows, *_of_all(comparison))


def _of_use(comparison: Comparison, goal: Goal) -> Iterator[Figure]:
    arms, use = comparison.arms, goal.use
    what, within = USES[use], span(goal.within_us)

    def row(name: str, basis: Basis, value: Callable[[ArmResult], float]) -> Figure:
        return _ranked(name, basis, arms, value=value, say=percent, most=True)

    yield row(
        f"{what} handed over within {within}",
        "measured",
        lambda arm: arm.share(use, "handed_in_time"),
    )
    yield row(
        "  the same, days without an incident",
        "measured",
        lambda arm: arm.share(use, "handed_in_time", calm=True),
    )
    yield row(
        f"{what} on the handset within {within}",
        "assumed",
        lambda arm: arm.share(use, "arrived_in_time"),
    )
    for part, name in ((0.95, "slowest 5%"), (0.999, "slowest 0.1%")):
        yield _ranked(
            f"{name} of {what} wait at least",
            "measured",
            arms,
            value=partial(_wait, use=use, part=part),
            say=lambda us: "never" if us == float("inf") else span(int(us)),
            most=False,
        )


def _of_all(comparison: Comparison) -> Iterator[Figure]:
    arms = comparison.arms

    def count(name: str, basis: Basis, value: Callable[[ArmResult], float]) -> Figure:
        return _ranked(name, basis, arms, value=value, say=lambda n: f"{n:,.0f}", most=False)

    yield count("messages never handed over", "measured", _never)
    if any(goal.use == "otp" for goal in comparison.goals):
        yield count("codes that left too late to be used", "measured", _useless)
    twice = "messages that came twice (a lost answer is tried again)"
    yield count(twice, "measured", lambda arm: _sum(arm, "doubled"))
    yield Figure(
        name="numbers or instances needed",
        basis="measured",
        cells=tuple(_numbers(arm) for arm in arms),
        best="",
    )
    standings = comparison.standings()
    cells = tuple(costs(each.cost_micro, comparison.money) for each in standings)
    currencies = {currency for each in standings for currency in each.cost_micro}
    best = f"{NOT_RANKED}: different currencies"
    if len(currencies) <= 1:
        best = _best({each.arm: sum(each.cost_micro.values()) for each in standings}, most=False)
    yield Figure(name="cost of a month, at most", basis="computed", cells=cells, best=best)


def _ranked(
    name: str,
    basis: Basis,
    arms: tuple[ArmResult, ...],
    *,
    value: Callable[[ArmResult], float],
    say: Callable[[float], str],
    most: bool,
) -> Figure:
    values = {arm.name: value(arm) for arm in arms}
    best = NOT_RANKED if basis == "assumed" else _best(values, most=most)
    cells = tuple(say(each) for each in values.values())
    return Figure(name=name, basis=basis, cells=cells, best=best)


def _best(values: dict[str, float], *, most: bool) -> str:
    if len(set(values.values())) <= 1:
        return LEVEL
    found = (max if most else min)(values.values())
    return ", ".join(name for name, each in values.items() if each == found)


def _wait(arm: ArmResult, *, use: str, part: float) -> float:
    """Return from which wait on the slowest part waited; never handed over is for ever."""
    waits = arm.tallied.waits_us.get(use, ())
    found = quantile(waits, part, wanted=arm.count(use, "wanted"))
    return float("inf") if found is None else found


def _sum(arm: ArmResult, what: str) -> int:
    return sum(getattr(each, what) for each in arm.tallied.counts)


def _never(arm: ArmResult) -> int:
    return _sum(arm, "wanted") - _sum(arm, "handed")


def _useless(arm: ArmResult) -> int:
    return arm.count("otp", "handed") - arm.count("otp", "handed_in_time")


def _numbers(arm: ArmResult) -> str:
    text = ", ".join(f"{count} {name}" for name, count in arm.numbers.items())
    return text if arm.is_fitted else f"{text} (not enough, and no more were allowed)"
