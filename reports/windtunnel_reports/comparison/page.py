"""The page of a comparison as tables of plain cells: terminal, Markdown and HTML show the same."""

from collections.abc import Iterator

import msgspec

from windtunnel.domain.offer import Unmeasured
from windtunnel_reports.comparison.answer import (
    Flip,
    answer_of,
    flips,
    is_sample_true,
    winners,
)
from windtunnel_reports.comparison.figures import figures
from windtunnel_reports.comparison.money import break_even, cost_rows
from windtunnel_reports.comparison.result import Comparison
from windtunnel_reports.comparison.words import USES, costs, percent, span, sum_of

NOTHING_FOUND = "nothing found"
HOW_MEASURED = (
    "measured: counted in the month that was played by the simulator itself; it rests on your "
    "traffic, the given incidents and published limits. computed: arithmetic over published "
    "figures. assumed: it rests on a value that nobody publishes, so nobody is ranked on it."
)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table with a note under its title; the last `numbers` columns hold figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numbers: int = 0


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A question, its answer in a few sentences, tables, and lists of what it rests on."""

    title: str
    question: str
    answer: str
    reasons: tuple[str, ...]
    tables: tuple[Table, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]


def page_of(comparison: Comparison) -> Page:
    """Return everything that is shown of a comparison."""
    tables = (
        _figures(comparison),
        _flips(comparison),
        _first_days(comparison),
        cost_table(comparison),
        _break_even(comparison),
        _unmeasured(comparison),
    )
    return Page(
        title=comparison.choice,
        question=comparison.question,
        answer=_answer(comparison),
        reasons=tuple(_reasons(comparison)),
        tables=tuple(table for table in tables if table.rows),
        lists=(
            ("How messages were sent", comparison.rules),
            ("What is assumed, and the same for every set", comparison.assumed),
            ("What was played", tuple(_played(comparison))),
        ),
    )


def cost_table(comparison: Comparison) -> Table:
    """Return what a month costs, by set, market and use."""
    sources = "; ".join(
        f"{name}: {offer.price_source.where} (read {offer.price_source.date}, "
        f"{offer.price_source.sure} confidence)"
        for name, offer in comparison.offers.items()
    )
    rates = "" if comparison.money is None else _rates(comparison)
    return Table(
        title="What a month costs",
        head=("set", "provider", "market", "what", "messages", "each", "a month"),
        rows=tuple(cost_rows(comparison)),
        note="computed, at most: as if each message that was handed over arrived; who is never "
        f"online costs nothing. A month has 30 days. Prices: {sources}.{rates}",
        numbers=3,
    )


def _rates(comparison: Comparison) -> str:
    assert comparison.money is not None, "asked for where there is one"
    rates = (
        f"1 {rate.currency} = {rate.per_unit:g} {comparison.money.currency} on {rate.date} "
        f"({rate.source})"
        for rate in comparison.money.rates
    )
    return f" Your rates: {', '.join(rates)}."


def _answer(comparison: Comparison) -> str:
    standings = comparison.standings()
    found = answer_of(standings, comparison.goals)
    by_name = {each.arm: each for each in standings}
    if found in by_name:
        cost = costs(by_name[found].cost_micro, comparison.money)
        return (
            f"By what can be measured, {found} is the cheapest that keeps {_goals(comparison)}: "
            f"{cost} a month, at most."
        )
    if " or " in found:
        return f"{found}: they keep {_goals(comparison)}, and costs do not tell them apart."
    return f"No set keeps {_goals(comparison)}."


def _goals(comparison: Comparison) -> str:
    return "the goal" if len(comparison.goals) == 1 else "both goals"


def _reasons(comparison: Comparison) -> Iterator[str]:
    for standing in comparison.standings():
        missed = [
            f"{percent(standing.share(goal))} of {USES[goal.use]} within "
            f"{span(goal.within_us)}, goal {percent(goal.share)}"
            for goal in comparison.goals
            if standing.share(goal) < goal.share
        ]
        cost = costs(standing.cost_micro, comparison.money)
        if missed:
            yield f"{standing.arm} misses a goal ({'; '.join(missed)}); it costs {cost}."
        else:
            yield f"{standing.arm} keeps {_goals(comparison)}; it costs {cost}."
    kinds = (f"{name} is {offer.kind}" for name, offer in comparison.offers.items())
    if comparison.offers:
        yield f"{'; '.join(kinds)}."
    yield (
        "What cannot be measured stands further down, and may weigh more: a ban ends a number, "
        "whatever it cost."
    )
    if comparison.premises and not is_sample_true(comparison):
        yield (
            "The few days on which premises were tried give another answer than the month "
            f"({answer_of(comparison.sampled, comparison.goals)}): read those values with care."
        )


def _figures(comparison: Comparison) -> Table:
    rows = tuple((row.name, row.basis, *row.cells, row.best or "–") for row in figures(comparison))
    names = tuple(arm.name for arm in comparison.arms)
    return Table(
        title="What the month gave",
        head=("figure", "basis", *names, "best"),
        rows=rows,
        note=HOW_MEASURED,
    )


def _flips(comparison: Comparison) -> Table:
    rows = []
    for flip in flips(comparison):
        premise = flip.premise
        said = "; ".join(f"{each.values}: {each.answer}" for each in flip.changes)
        tried = ", ".join(each.value for each in premise.tried)
        rows.append(
            (premise.name, premise.here, tried, said or "stays", _cost_range(flip), premise.how)
        )
    return Table(
        title="What would change the answer",
        head=("premise", "here", "tried", "the answer becomes", "it then costs", "how"),
        rows=tuple(rows),
        note="Each premise alone, at the values that were tried, with the numbers found anew. "
        "Played again means: on an ordinary day, which stands for each day without an incident, "
        "and on the days of incidents. Handsets are not varied: they are the same for every set, "
        "and nothing is ranked on them.",
    )


def _cost_range(flip: Flip) -> str:
    """Return the costs of the answer at the values that were tried, from the least to the most."""
    sums = [each.cost_micro for each in winners(flip.premise)]
    currencies = sorted({name for each in sums for name in each})
    if len(currencies) != 1:
        return "–"
    currency = currencies[0]
    values = sorted(sum(each.values()) for each in sums)
    low, high = sum_of(values[0], currency), sum_of(values[-1], currency)
    return low if low == high else f"{low} to {high.removeprefix(currency).strip()}"


def _first_days(comparison: Comparison) -> Table:
    rows = [
        (
            each.provider,
            each.who,
            each.limit,
            f"{each.let_through:,} of {each.wanted:,}",
            "computed",
            f"{each.source} (read {each.date})",
        )
        for each in comparison.first_days
    ]
    rows += [
        (
            name,
            "one number whose queue is long",
            f"{count:,} messages a day",
            "–",
            "computed",
            "the gap between two messages in the provider's facts",
        )
        for name, count in comparison.queue_per_day.items()
    ]
    return Table(
        title="Day one",
        head=("provider", "who", "limit or advice", "first day's messages", "basis", "source"),
        rows=tuple(rows),
        note="What a new account may send on its first day, of what your first day wants; "
        "the first customers come first. Advice is the vendor's own, and nothing enforces it.",
    )


def _break_even(comparison: Comparison) -> Table:
    return Table(
        title="Break-even",
        head=(
            "flat fee",
            "against",
            "market",
            "keeps the goals",
            "messages a month",
            "played here",
        ),
        rows=tuple(break_even(comparison)),
        note="computed: from so many messages a month on, the flat fee of the numbers that are "
        "needed here costs less than the price per message. Who keeps the goals is said of the "
        "month that was played. Long queues of so many numbers send fewer a month where that is "
        "said; more go out only while no queue is long.",
        numbers=2,
    )


def _unmeasured(comparison: Comparison) -> Table:
    rows = [
        (
            each.topic,
            name,
            each.says or NOTHING_FOUND,
            _source(each),
        )
        for name, offer in comparison.offers.items()
        for each in offer.unmeasured
    ]
    rows.sort(key=lambda row: row[0])
    return Table(
        title="What cannot be measured",
        head=("topic", "provider", "what is published", "source"),
        rows=tuple(rows),
        note="No simulation tells these. Ask the provider, and ask for it in writing.",
    )


def _source(each: Unmeasured) -> str:
    """Return where something was read; of what was not found there is no confidence."""
    sure = f", {each.source.sure} confidence" if each.says else ""
    return f"{each.source.where} (read {each.source.date}{sure})"


def _played(comparison: Comparison) -> Iterator[str]:
    arm = comparison.arms[0]
    for goal in comparison.goals:
        count = arm.count(goal.use, "wanted")
        yield f"{count:,} {USES[goal.use]} in {comparison.days} days from {comparison.starts} on"
    for each in comparison.arms:
        days = ", ".join(str(day) for day in each.shaken)
        numbers = ", ".join(f"{count} of {name}" for name, count in each.numbers.items())
        yield (
            f"{each.name}: {each.tallied.attempts:,} API calls, {each.tallied.refused:,} refused; "
            f"numbers: {numbers}; days with an incident: {days or 'none'}"
        )
    yield f"seed {comparison.seed}, messages {comparison.plan_digest}: the same for every set"
    for name, version in comparison.versions.items():
        yield f"{name} {version}"
