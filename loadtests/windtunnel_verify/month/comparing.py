"""From a choice and sets of providers to a whole comparison: find the numbers, play, try."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Protocol

import msgspec

from windtunnel import __version__
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.offer import FirstDay, Offer, offer_of
from windtunnel.domain.sender import Intent
from windtunnel_reports.comparison.result import (
    ArmResult,
    Comparison,
    Fee,
    FirstDayPlayed,
    Money,
    Premise,
    Rate,
)
from windtunnel_scenarios.choices import Choice
from windtunnel_scenarios.choices.model import ChoiceModel
from windtunnel_verify.month.arm import Arm
from windtunnel_verify.month.ideas import percent, span, themes
from windtunnel_verify.month.premises import Premises, goals_of
from windtunnel_verify.month.variant import Stage, Variant


class Say(Protocol):
    """Is called with what is being done, and how much of the whole is done, 0 to 1."""

    def __call__(self, what: str, done: float) -> None:
        """Say it."""


FITTED, PLAYED = 0.05, 0.4
"""Where finding the numbers and playing the month end on the way to the whole."""

DAY_S = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be compared; without `tries`, no premise is tried at another value."""

    choice: Choice
    arms: tuple[Arm, ...]
    seed: int
    days: int
    tries: bool = True


class Comparing:
    """Carries out an order."""

    def __init__(self, order: Order, dialects: Mapping[str, Dialect], say: Say) -> None:
        self._order = order
        self._dialects = dialects
        self._say = say
        self._stage = Stage(dialects)
        model = _shortened(order.choice.model, order.days)
        self._here = Variant(model=model, seed=order.seed)

    def compare(self) -> Comparison:
        """Return the comparison."""
        order, model = self._order, self._here.model
        month = self._stage.month(self._here)
        names = _providers(order.arms)
        offers = {name: offer for name in names if (offer := offer_of(self._dialects[name]))}
        arms = tuple(self._arm(arm, place) for place, arm in enumerate(order.arms))
        premises = Premises(self._stage, self._dialects, order.arms)
        sampled = premises.here(self._here) if order.tries else ()
        return Comparison(
            choice=order.choice.name,
            question=order.choice.question,
            seed=order.seed,
            plan_digest=_digest(month.day(day) for day in range(model.days)),
            days=model.days,
            starts=model.starts.isoformat(),
            goals=goals_of(model),
            arms=arms,
            offers=offers,
            first_days=tuple(_first_days(offers, month.day(0))),
            queue_per_day=self._queues(names),
            sampled=sampled,
            premises=tuple(self._premises(premises, names)) if order.tries else (),
            rules=_rules(model),
            assumed=_assumed(model),
            money=_money(model),
            versions={"windtunnel": __version__},
        )

    def _arm(self, arm: Arm, place: int) -> ArmResult:
        """Find an arm's numbers, and play its month."""
        model, count = self._here.model, len(self._order.arms)
        done = FITTED + (PLAYED - FITTED) * place / count
        self._say(f"{arm.name}: how many numbers it needs", done)
        fitted = self._stage.fitted(self._here, arm)

        def watch(day: int) -> None:
            part = (PLAYED - FITTED) * (day + 1) / model.days / count
            self._say(f"{arm.name}: day {day + 1} of {model.days}", done + part)

        tallied = self._stage.play(self._here, fitted, range(model.days), watch)
        shaken = {
            day + 1
            for incident in model.incidents
            if incident.provider in arm.providers
            for day in self._stage.days_of(incident, self._here)
        }
        return ArmResult(
            name=arm.name,
            providers=arm.providers,
            numbers={name: fitted.numbers.get(name, 1) for name in arm.providers},
            is_fitted=self._stage.is_enough(self._here, fitted),
            shaken=tuple(sorted(shaken)),
            tallied=tallied,
            fees=tuple(self._fees(fitted)),
        )

    def _fees(self, arm: Arm) -> Iterable[Fee]:
        for name in arm.providers:
            offer = offer_of(self._dialects[name])
            if offer is not None and offer.number_month_micro:
                yield Fee(
                    provider=name,
                    numbers=arm.numbers.get(name, 1),
                    each_micro=offer.number_month_micro,
                    currency=offer.currency,
                )

    def _queues(self, names: tuple[str, ...]) -> dict[str, int]:
        """Return how many messages a day leave one number's queue while it is long."""
        found = {}
        for name in names:
            queue = self._dialects[name].catalog({}).queue
            if queue is not None:
                found[name] = int(DAY_S / queue.gap_long_s)
        return found

    def _premises(self, premises: Premises, names: tuple[str, ...]) -> Iterable[Premise]:
        gaps = {}
        for name in names:
            queue = self._dialects[name].catalog({}).queue
            if queue is not None:
                gaps[name] = queue.gap_long_s
        every = list(themes(self._here, names, gaps))
        for place, theme in enumerate(every):
            done = PLAYED + (1 - PLAYED) * place / len(every)
            yield premises.tried(theme, partial(self._say, done=done))


def _shortened(model: ChoiceModel, days: int) -> ChoiceModel:
    """Return a choice of so many days, without the incidents that come after them.

    Raises:
        ConfigError: they have more messages than can be played.
    """
    incidents = tuple(each for each in model.incidents if each.day <= days)
    shortened = model.model_copy(update={"days": days, "incidents": incidents})
    if shortened.excess:
        raise ConfigError(f"{days} days: {shortened.excess}")
    return shortened


def _providers(arms: tuple[Arm, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for arm in arms for name in arm.providers))


def _digest(days: Iterable[list[Intent]]) -> str:
    encode = msgspec.json.Encoder(order="deterministic").encode
    digest = blake2b(digest_size=12)
    for day in days:
        for intent in day:
            digest.update(encode(intent))
    return digest.hexdigest()


def _first_days(offers: Mapping[str, Offer], intents: list[Intent]) -> Iterable[FirstDayPlayed]:
    for provider, offer in offers.items():
        for first in offer.first_days:
            yield FirstDayPlayed(
                provider=provider,
                who=first.who,
                limit=_limit(first),
                wanted=len(intents),
                let_through=_let_through(first, intents),
                source=first.source.where,
                date=first.source.date,
            )


def _let_through(first: FirstDay, intents: list[Intent]) -> int:
    """Return how many of a day's messages go out: customers count once, the first ones first."""
    met: set[str] = set()
    count = 0
    for intent in intents:
        is_met = intent.recipient in met
        if first.customers is not None and not is_met and len(met) >= first.customers:
            continue
        if first.messages is not None and count >= first.messages:
            break
        met.add(intent.recipient)
        count += 1
    return count


def _limit(first: FirstDay) -> str:
    parts = []
    if first.customers is not None:
        parts.append(f"{first.customers:,} customers in 24 h")
    if first.messages is not None:
        parts.append(f"{first.messages:,} messages a day")
    said = ", ".join(parts) or "none published"
    return f"advice: {said}" if first.is_advice else said


def _rules(model: ChoiceModel) -> tuple[str, ...]:
    rules = model.sender
    order = ", ".join(rules.priorities)
    found = [
        "every message goes to the first provider of a set; a customer always hears from the same "
        "number of it",
        f"a call that is refused is made again after {span(rules.retry.first)}, then after "
        f"{rules.retry.growth:g} times as long, at most {span(rules.retry.most)}; a code until "
        f"its deadline, an order update for {span(rules.give_up)}",
        "where the first provider refuses, "
        f"{' and '.join(rules.second) or 'nothing'} goes to the second at once; the rest waits",
        "an answer that is lost counts as a refusal, by the same rules: such a message may come "
        "twice",
    ]
    if order:
        found.append(f"where a provider has priorities: {order}, in this order")
    return tuple(found)


def _assumed(model: ChoiceModel) -> tuple[str, ...]:
    parts = [
        f"{percent(part.share)} "
        + ("never" if part.median is None else f"in about {span(part.median)}")
        for part in model.assumed.handsets
    ]
    return (
        f"handsets are online, the same ones for each provider: {', '.join(parts)}",
        "accounts are past their first days: the limits of these stand apart, and no provider's "
        "limit of customers a day is played",
        "everybody has WhatsApp, and nobody blocks or reports the number",
        "waits of a provider's own that nobody publishes are left out: its answer, and the time "
        "from there to the handing over",
    )


def _money(model: ChoiceModel) -> Money | None:
    if model.money is None:
        return None
    rates = tuple(Rate(**rate.model_dump()) for rate in model.money.rates)
    return Money(currency=model.money.currency, rates=rates)
