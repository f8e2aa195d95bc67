"""What became of a month's messages, counted from facts as they come: one code path for all.

A message is handed over when the provider says `sent`: it has left for the handset. On time is
what was handed over, or arrived, within its use's time from the moment when it was wanted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    BilledFact,
    CatalogFact,
    Fact,
    HandsetFact,
    IntentFact,
    StatusFact,
)
from windtunnel.domain.marker import index_of

DAY_US = 86_400_000_000
_Market = tuple[str, str, str, int]


class Wanted(msgspec.Struct, gc=False):
    """One message that was wanted, and how far it came; times are µs, None is never."""

    use: str
    country: str
    intended_us: int
    handed_us: int | None = None
    arrived_us: int | None = None
    copies: int = 0


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How far the messages of one use and country came, on one day of the month (from 1)."""

    use: str
    country: str
    day: int
    wanted: int
    handed: int
    handed_in_time: int
    arrived: int
    arrived_in_time: int
    doubled: int


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What one provider's messages of one market and category cost, in millionths.

    They are those that were wanted on one day (from 1). `price_micro` is the price list's, None
    where it has none; `billed_micro` is what the simulator billed, which knows who was online.
    """

    provider: str
    market: str
    category: str
    day: int
    handed: int
    price_micro: int | None
    billed_micro: int
    currency: str
    table: str

    @property
    def most_micro(self) -> int:
        """What is to be paid where every message that was handed over arrives."""
        return self.handed * (self.price_micro or 0)


class Tallied(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was counted; `waits_us` are those for the handing over, in order."""

    counts: tuple[Count, ...]
    charges: tuple[Charge, ...]
    waits_us: dict[str, tuple[int, ...]]
    attempts: int
    refused: int
    accepted: dict[str, int]


class Tally:
    """Takes facts in the order of the ledger; `within_us` is what on time means, by use."""

    def __init__(self, within_us: Mapping[str, int]) -> None:
        self._within_us = within_us
        self._wanted: dict[int, Wanted] = {}
        self._attempts: dict[str, AttemptFact] = {}
        self._under_way: dict[str, AttemptFact] = {}
        self._handed: Counter[_Market] = Counter()
        self._billed: Counter[_Market] = Counter()
        self._accepted: Counter[str] = Counter()
        self._catalogs: dict[str, Catalog] = {}
        self._asked = self._refused = 0
        self._takes = {
            CatalogFact: self._catalog,
            IntentFact: self._intent,
            AttemptFact: self._attempt,
            AnswerFact: self._answer,
            StatusFact: self._status,
            HandsetFact: self._handset,
            BilledFact: self._bill,
        }

    def take(self, facts: Iterable[Fact]) -> None:
        """Count facts; kinds that say nothing here are passed over."""
        for fact in facts:
            take = self._takes.get(type(fact))
            if take is not None:
                take(fact)  # type: ignore[operator]  # each is under its own kind

    def result(self) -> Tallied:
        """Return what was counted so far."""
        waits: dict[str, list[int]] = {}
        for each in self._wanted.values():
            if each.handed_us is not None:
                waits.setdefault(each.use, []).append(each.handed_us - each.intended_us)
        return Tallied(
            counts=tuple(self._counts()),
            charges=tuple(self._charges()),
            waits_us={use: tuple(sorted(waits[use])) for use in sorted(waits)},
            attempts=self._asked,
            refused=self._refused,
            accepted=dict(sorted(self._accepted.items())),
        )

    def _catalog(self, fact: CatalogFact) -> None:
        self._catalogs[fact.catalog.provider] = fact.catalog

    def _intent(self, fact: IntentFact) -> None:
        self._wanted[fact.intent] = Wanted(fact.flow, fact.country, fact.intended_t)

    def _attempt(self, fact: AttemptFact) -> None:
        self._asked += 1
        self._attempts[fact.attempt] = fact

    def _answer(self, fact: AnswerFact) -> None:
        attempt = self._attempts.pop(fact.attempt, None)
        if not fact.accepted:
            self._refused += 1
        elif attempt is not None and fact.message is not None:
            self._accepted[attempt.provider] += 1
            self._under_way[fact.message] = attempt

    def _status(self, fact: StatusFact) -> None:
        attempt = self._under_way.get(fact.message)
        wanted = None if attempt is None else self._of(attempt)
        if attempt is None or wanted is None:
            return
        if fact.status == "sent":
            self._handed[_market(attempt, wanted)] += 1
            wanted.handed_us = min(wanted.handed_us or fact.status_t, fact.status_t)
        elif fact.status in {"delivered", "read"}:
            wanted.arrived_us = min(wanted.arrived_us or fact.status_t, fact.status_t)
        elif fact.status == "failed":
            del self._under_way[fact.message]

    def _handset(self, fact: HandsetFact) -> None:
        attempt = self._under_way.get(fact.message)
        wanted = None if attempt is None else self._of(attempt)
        if wanted is not None:
            wanted.copies += 1

    def _bill(self, fact: BilledFact) -> None:
        attempt = self._under_way.get(fact.message)
        wanted = None if attempt is None else self._of(attempt)
        if attempt is not None and wanted is not None:
            self._billed[_market(attempt, wanted)] += fact.price_micro

    def _of(self, attempt: AttemptFact) -> Wanted | None:
        index = index_of(attempt.marker or "")
        return None if index is None else self._wanted.get(index)

    def _counts(self) -> Iterable[Count]:
        groups: dict[tuple[int, str, str], list[Wanted]] = {}
        for each in self._wanted.values():
            key = (each.intended_us // DAY_US + 1, each.use, each.country)
            groups.setdefault(key, []).append(each)
        for (day, use, country), members in sorted(groups.items()):
            within_us = self._within_us[use]
            yield Count(
                use=use,
                country=country,
                day=day,
                wanted=len(members),
                handed=sum(each.handed_us is not None for each in members),
                handed_in_time=sum(_in_time(each, each.handed_us, within_us) for each in members),
                arrived=sum(each.copies > 0 for each in members),
                arrived_in_time=sum(
                    _in_time(each, each.arrived_us, within_us) for each in members
                ),
                doubled=sum(each.copies > 1 for each in members),
            )

    def _charges(self) -> Iterable[Charge]:
        for key, handed in sorted(self._handed.items()):
            provider, market, category, day = key
            catalog = self._catalogs[provider]
            yield Charge(
                provider=provider,
                market=market,
                category=category,
                day=day,
                handed=handed,
                price_micro=catalog.prices.get(f"{market}/{category}"),
                billed_micro=self._billed[key],
                currency=catalog.currency,
                table=catalog.price_table,
            )


def _market(attempt: AttemptFact, wanted: Wanted) -> _Market:
    day = wanted.intended_us // DAY_US + 1
    return attempt.provider, wanted.country, attempt.scope or "service", day


def _in_time(wanted: Wanted, at_us: int | None, within_us: int) -> bool:
    return at_us is not None and at_us - wanted.intended_us <= within_us
