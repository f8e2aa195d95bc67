"""A comparison as data: everything that its page shows, and what `comparison.json` holds.

Each key is documented in docs/compare.md. Sums of money are millionths of a currency.
"""

from typing import Literal

import msgspec

from windtunnel.domain.offer import Offer
from windtunnel_reports.comparison.tally import Tallied

SCHEMA = "windtunnel.comparison/1"
MONTH_DAYS = 30
"""Costs are those of a month of so many days, whatever the number of days that were played."""

Basis = Literal["measured", "computed", "assumed"]
"""measured: counted in what was played, which rests on the choice's traffic and incidents and on
published limits alone. computed: arithmetic over published figures and what was measured. assumed:
it depends on a value that nobody publishes, so nobody is ranked on it."""


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What a use must keep: its share handed over within so many µs."""

    use: str
    within_us: int
    share: float


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """The flat fee of a provider's numbers for a month."""

    provider: str
    numbers: int
    each_micro: int
    currency: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an arm does: its share on time by use, and its cost by currency."""

    arm: str
    shares: dict[str, float]
    cost_micro: dict[str, int]

    def keeps(self, goals: tuple[Goal, ...]) -> bool:
        """Say whether every goal is kept."""
        return all(self.share(goal) >= goal.share for goal in goals)

    def share(self, goal: Goal) -> float:
        """Return the share of a goal's use; where no message of it was wanted, all of them."""
        return self.shares.get(goal.use, 1.0)


class ArmResult(msgspec.Struct, frozen=True, kw_only=True):
    """One set of providers over the month. `shaken` are the days (from 1) with its incidents.

    `is_fitted` is false where even the most numbers that were allowed do not keep the goals.
    """

    name: str
    providers: tuple[str, ...]
    numbers: dict[str, int]
    is_fitted: bool
    shaken: tuple[int, ...]
    tallied: Tallied
    fees: tuple[Fee, ...]

    def standing(self, days: int) -> Standing:
        """Return how it does, with the cost of a month."""
        cost: dict[str, int] = {}
        for charge in self.tallied.charges:
            month = monthly(charge.most_micro, days)
            cost[charge.currency] = cost.get(charge.currency, 0) + month
        for fee in self.fees:
            fees = fee.numbers * fee.each_micro
            cost[fee.currency] = cost.get(fee.currency, 0) + fees
        shares = {}
        for use in sorted({count.use for count in self.tallied.counts}):
            shares[use] = self.share(use, "handed_in_time")
        kept = {currency: micro for currency, micro in sorted(cost.items()) if micro}
        return Standing(arm=self.name, shares=shares, cost_micro=kept)

    def share(self, use: str, what: str, *, calm: bool = False) -> float:
        """Return the part of a use's messages that came so far; `calm`: days without incident."""
        wanted = self.count(use, "wanted", calm=calm)
        return self.count(use, what, calm=calm) / wanted if wanted else 1.0

    def count(self, use: str, what: str, *, calm: bool = False) -> int:
        """Return how many of a use's messages came so far: a field of `Count`."""
        return sum(
            getattr(each, what)
            for each in self.tallied.counts
            if each.use == use and not (calm and each.day in self.shaken)
        )


class FirstDayPlayed(msgspec.Struct, frozen=True, kw_only=True):
    """What of the first day's messages a provider's limit, or a vendor's advice, lets through."""

    provider: str
    who: str
    limit: str
    wanted: int
    let_through: int
    source: str
    date: str


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A premise at one value: the goals and the arms' standings there."""

    value: str
    goals: tuple[Goal, ...]
    standings: tuple[Standing, ...]


class Premise(msgspec.Struct, frozen=True, kw_only=True):
    """A premise of the answer: its value here, and what other values would do.

    `how` says whether the other values were played or computed.
    """

    name: str
    here: str
    how: str
    tried: tuple[Tried, ...]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit of a price list's currency costs in the user's, as the user says."""

    currency: str
    per_unit: float
    date: str
    source: str


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """The user's currency, and the rates that lead to it."""

    currency: str
    rates: tuple[Rate, ...] = ()


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The whole comparison. `sampled` are the standings on the days that premises were tried on.

    `plan_digest` is over every message of the month. `rules` are the sender's, `assumed` what
    nobody publishes; both are sentences.
    """

    schema: str = SCHEMA
    choice: str
    question: str
    seed: int
    plan_digest: str
    days: int
    starts: str
    goals: tuple[Goal, ...]
    arms: tuple[ArmResult, ...]
    offers: dict[str, Offer]
    first_days: tuple[FirstDayPlayed, ...]
    queue_per_day: dict[str, int]
    sampled: tuple[Standing, ...] = ()
    premises: tuple[Premise, ...] = ()
    rules: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    money: Money | None = None
    versions: dict[str, str] = {}

    def standings(self) -> tuple[Standing, ...]:
        """Return how the arms do over the month."""
        return tuple(arm.standing(self.days) for arm in self.arms)


def monthly(micro: int, days: int) -> int:
    """Return what is a sum for the days played as one for a month."""
    return micro * MONTH_DAYS // days
