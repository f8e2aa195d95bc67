"""What a month costs, line by line, and from which volume on a flat fee is cheaper."""

from collections.abc import Iterator

import msgspec

from windtunnel_reports.comparison.result import MONTH_DAYS, ArmResult, Comparison, Fee, monthly
from windtunnel_reports.comparison.words import costs, price, sum_of

MARKETS = {"BR": "Brazil", "IN": "India"}
CATEGORIES = {"service": "free text"}


class Line(msgspec.Struct, kw_only=True):
    """Messages of one provider, market and category over the days that were played."""

    provider: str
    market: str
    category: str
    price_micro: int | None
    currency: str
    handed: int = 0

    @property
    def micro(self) -> int:
        """What they cost."""
        return self.handed * (self.price_micro or 0)


def lines(arm: ArmResult) -> list[Line]:
    """Return an arm's charges, the days taken together."""
    found: dict[tuple[str, str, str], Line] = {}
    for charge in arm.tallied.charges:
        key = (charge.provider, charge.market, charge.category)
        line = found.setdefault(
            key,
            Line(
                provider=charge.provider,
                market=charge.market,
                category=charge.category,
                price_micro=charge.price_micro,
                currency=charge.currency,
            ),
        )
        line.handed += charge.handed
    return list(found.values())


def cost_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of costs."""
    days = comparison.days
    for arm in comparison.arms:
        for line in lines(arm):
            month = monthly(line.handed, days)
            each, total = "no charge", "–"
            if line.price_micro is not None:
                each = price(line.price_micro, line.currency)
                total = sum_of(monthly(line.micro, days), line.currency)
            what = CATEGORIES.get(line.category, line.category)
            market = MARKETS.get(line.market, line.market)
            yield arm.name, line.provider, market, what, f"{month:,}", each, total
        for fee in arm.fees:
            what = "flat fee of 1 number" if fee.numbers == 1 else f"fee of {fee.numbers} numbers"
            total = sum_of(fee.numbers * fee.each_micro, fee.currency)
            each = sum_of(fee.each_micro, fee.currency)
            yield arm.name, fee.provider, "all", what, "–", each, total
        cost = arm.standing(days).cost_micro
        yield arm.name, "", "", "in all", "", "", costs(cost, comparison.money)


def break_even(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Yield, by market, each lone provider with a flat fee against each with prices.

    A volume that is more than the long queues of its numbers send in a month says so.
    """
    alone = [arm for arm in comparison.arms if len(arm.providers) == 1]
    for flat in (arm for arm in alone if arm.fees):
        fee = flat.fees[0]
        for priced in alone:
            found = [line for line in lines(priced) if line.price_micro]
            if not found or found[0].currency != fee.currency:
                continue
            total = fee.numbers * fee.each_micro
            markets = sorted({line.market for line in found})
            who = _who_keeps(comparison, flat, priced)
            for market in (*markets, ""):
                mine = [line for line in found if market in {"", line.market}]
                handed = sum(line.handed for line in mine)
                micro = sum(line.micro for line in mine)
                yield (
                    f"{flat.name} ({fee.numbers} × {sum_of(fee.each_micro, fee.currency)})",
                    priced.name,
                    MARKETS.get(market, market) or "this mix",
                    who,
                    _volume(comparison, fee, -(-total * handed // micro)),
                    f"{handed * MONTH_DAYS // comparison.days:,}",
                )


def _who_keeps(comparison: Comparison, flat: ArmResult, priced: ArmResult) -> str:
    keeping = [
        arm.name for arm in (flat, priced) if arm.standing(comparison.days).keeps(comparison.goals)
    ]
    return {0: "neither set", 1: f"only {''.join(keeping)}"}.get(len(keeping), "both sets")


def _volume(comparison: Comparison, fee: Fee, messages: int) -> str:
    per_day = comparison.queue_per_day.get(fee.provider)
    if per_day is None or messages <= (most := per_day * fee.numbers * MONTH_DAYS):
        return f"{messages:,}"
    return f"{messages:,} (long queues send {most:,})"
