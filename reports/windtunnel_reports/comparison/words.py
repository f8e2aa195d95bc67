"""Figures as people read them: never rounded towards the better side."""

from windtunnel_reports.comparison.result import Money

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
MICRO = 1_000_000
USES = {"otp": "codes", "order-updates": "order updates"}
TEN_THOUSANDTHS = 10_000


def percent(share: float) -> str:
    """Return a share with two decimals, cut off and not rounded."""
    cut = int(share * TEN_THOUSANDTHS + 1e-9) / 100
    return f"{cut:.0f}%" if cut in {0, 100} and share in {0, 1} else f"{cut:.2f}%"


def span(us: int) -> str:
    """Return a span of time."""
    if us >= 2 * HOUR_US:
        return f"{us / HOUR_US:.1f} h".replace(".0 h", " h")
    if us >= 2 * MINUTE_US:
        return f"{us / MINUTE_US:.1f} min".replace(".0 min", " min")
    if us >= SECOND_US:
        return f"{us / SECOND_US:.1f} s".replace(".0 s", " s")
    return "at once" if us == 0 else f"{us / 1000:.0f} ms"


def sum_of(micro: int, currency: str) -> str:
    """Return a sum of money with two decimals, rounded up."""
    cents = -(-micro // (MICRO // 100))
    return f"{currency} {cents // 100:,}.{cents % 100:02d}"


def price(micro: int, currency: str) -> str:
    """Return a price with all its decimals."""
    text = f"{micro / MICRO:.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"{currency} {whole}.{part:0<2}"


def costs(cost_micro: dict[str, int], money: Money | None = None) -> str:
    """Return the sums of a month, and the sum in the user's currency where rates lead to it."""
    if not cost_micro:
        return "nothing"
    text = " + ".join(sum_of(micro, currency) for currency, micro in cost_micro.items())
    rates = {} if money is None else {rate.currency: rate for rate in money.rates}
    if money is None or any(name not in rates for name in cost_micro):
        return text
    total = sum(round(micro * rates[name].per_unit) for name, micro in cost_micro.items())
    return f"{text} ({sum_of(total, money.currency)})"


def quantile(ordered: tuple[int, ...], part: float, *, wanted: int) -> int | None:
    """Return the value at a part of those that are wanted, by nearest rank in whole numbers.

    Those that are wanted and not among the ordered come last; None: there is no value.
    """
    rank = max(1, -(-round(part * TEN_THOUSANDTHS) * wanted // TEN_THOUSANDTHS))
    return ordered[rank - 1] if rank <= len(ordered) else None
