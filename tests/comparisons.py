"""Comparisons made by hand, for tests of what is said of them."""

from windtunnel.domain.offer import FirstDay, Offer, Source, Unmeasured
from windtunnel_reports.comparison.result import (
    ArmResult,
    Comparison,
    Fee,
    FirstDayPlayed,
    Goal,
    Premise,
    Standing,
    Tried,
)
from windtunnel_reports.comparison.tally import Charge, Count, Tallied

SOURCE = Source(where="a rate card", date="2026-11-22", sure="medium")
GOALS = (
    Goal(use="otp", within_us=300_000_000, share=0.99),
    Goal(use="order-updates", within_us=7_200_000_000, share=0.95),
)
OFFERS = {
    "meta": Offer(
        kind="first party",
        price_source=SOURCE,
        first_days=(FirstDay(who="a new one", customers=250, source=SOURCE),),
        unmeasured=(Unmeasured(topic="ban risk", says="a ladder", source=SOURCE),),
    ),
    "ultramsg": Offer(
        kind="unofficial",
        price_source=SOURCE,
        number_month_micro=39_000_000,
        unmeasured=(
            Unmeasured(topic="ban risk", says="", source=SOURCE),
            Unmeasured(topic="SLA", says="", source=SOURCE),
        ),
    ),
}


def count(use, in_time, *, day=1, wanted=1000, arrived=900):
    return Count(
        use=use,
        country="BR",
        day=day,
        wanted=wanted,
        handed=wanted,
        handed_in_time=in_time,
        arrived=arrived,
        arrived_in_time=arrived - 50,
        doubled=0,
    )


def charge(provider, category, *, price, handed=1000, market="BR", currency="USD"):
    return Charge(
        provider=provider,
        market=market,
        category=category,
        day=1,
        handed=handed,
        price_micro=price,
        billed_micro=0,
        currency=currency,
        table="a table",
    )


def arm(name, otp=1000, orders=1000, *, charges=(), fees=(), shaken=(), **more):
    providers = tuple(name.split("+"))
    waits = {"otp": (0,) * 950 + (60_000_000,) * 50, "order-updates": (5_000_000,) * 1000}
    tallied = Tallied(
        counts=(count("otp", otp), count("order-updates", orders)),
        charges=tuple(charges),
        waits_us=waits,
        attempts=2000,
        refused=3,
        accepted={providers[0]: 2000},
    )
    given = {"numbers": dict.fromkeys(providers, 1), "is_fitted": True, "tallied": tallied}
    given |= more
    return ArmResult(
        name=name, providers=providers, shaken=tuple(shaken), fees=tuple(fees), **given
    )


def meta(otp=1000, **more):
    charges = [
        charge("meta", "authentication", price=6_800),
        charge("meta", "utility", price=6_800),
    ]
    return arm("meta", otp, charges=charges, **more)


def ultramsg(otp=1000, **more):
    fee = Fee(provider="ultramsg", numbers=1, each_micro=39_000_000, currency="USD")
    charges = [charge("ultramsg", "service", price=None, handed=2000)]
    return arm("ultramsg", otp, charges=charges, fees=[fee], **more)


def comparison(*arms, days=1, **more):
    given = {
        "question": "Which one?",
        "goals": GOALS,
        "offers": OFFERS,
        "first_days": (
            FirstDayPlayed(
                provider="meta",
                who="a new one",
                limit="250 customers in 24 h",
                wanted=2000,
                let_through=260,
                source="a page",
                date="2026-11-22",
            ),
        ),
        "queue_per_day": {"ultramsg": 5760},
        "rules": ("every message goes to the first provider",),
        "assumed": ("handsets are online",),
        "versions": {"windtunnel": "0.1.0"},
    }
    return Comparison(
        choice="mine",
        seed=7,
        plan_digest="abc",
        days=days,
        starts="2026-11-02",
        arms=arms,
        **{**given, **more},
    )


def standing(name, otp, cost, currency="USD"):
    shares = {"otp": otp, "order-updates": 1.0}
    return Standing(arm=name, shares=shares, cost_micro={currency: cost})


def premise(*answers):
    """Return a premise at whose values the named set alone keeps the goals."""
    tried = tuple(
        Tried(
            value=str(place),
            goals=GOALS,
            standings=tuple(standing(each, 1.0 if each == name else 0.5, 1) for each in "ab"),
        )
        for place, name in enumerate(answers)
    )
    return Premise(name="a premise", here="as it is", how="computed", tried=tried)
