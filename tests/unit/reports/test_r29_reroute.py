"""R29: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers_long import LongRun

from windtunnel.domain.facts import AttemptFact

DECLARED = {"fallback_after_s": 5.0, "fallback_share": 0.9, "fallback_within_s": 10.0}


def out(*, away=lambda _: "n2", late=0.0, back="n1", wanted=40, fault=True, tried=True, **policy):
    """n1 is out from 10 s to 50 s; its messages go where `away` says, and after it to `back`."""
    run = LongRun(**{**DECLARED, **policy})
    run.many(20, at=0.0, every=0.4)
    if fault:
        run.fault(at=10.0, until=50.0)
    run.wants(1000, at=10.0).tries(at=10.0).answers(at=10.0, code=131000)
    for place in range(wanted):
        goes(run, 1001 + place, at=15.0 + place * 35 / wanted, late=late, number=away(place))
    if tried:
        run.wants(1999, at=50.0).tries(at=50.0).answers(at=50.0)
    for place in range(40):
        goes(run, 2000 + place, at=65.0 + place, late=0.0, number=back)
    return run.quiet()


def goes(run, intent, *, at, late, number):
    """A message of n1 is wanted, and goes out through a number, if any."""
    run.wants(intent, at=at)
    if number is not None:
        code = 131000 if number == "n1" and at < 50 else 0
        run.tries(at=at + late, number=number).answers(at=at + late, code=code)


def nine_in_ten(place):
    return "n1" if place % 10 == 0 else "n2"


def four_in_five(place):
    return "n1" if place % 5 == 0 else "n2"


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (out(), "kept"),
        (out(away=nine_in_ten), "kept"),
        (out(away=four_in_five), "broken"),
        (out(away=four_in_five, fallback_share=0.8), "kept"),
        (out(away=nine_in_ten, fallback_share=None), "broken"),
        (out(away=lambda _: None), "broken"),
        (out(late=9.0), "kept"),
        (out(late=11.0), "broken"),
        (out(late=11.0, fallback_within_s=None), "kept"),
        (out(back="n2"), "broken"),
        (out(back=None), "kept"),
        (out(wanted=15), "untested"),
        (out(away=four_in_five, fallback_after_s=None), "untested"),
        (out(tried=False), "kept"),
        (out(fault=False, tried=False, away=four_in_five), "broken"),
    ],
    ids=[
        "all go away",
        "as many as declared",
        "too few",
        "fewer are declared",
        "none declared is 95 %",
        "none go anywhere",
        "within the time",
        "too late",
        "any time",
        "they stay away",
        "nothing goes out after it",
        "too few were wanted",
        "not declared",
        "nobody tried the number again at once",
        "without a fault that says so",
    ],
)
def test_an_outage(run, word):
    assert run.word("R29") == word


def test_one_outage_and_one_heal_are_counted():
    counters = out().verdict("R29").counters
    assert (counters["outages"], counters["heals"]) == (1, 1)


@pytest.mark.parametrize(
    ("delivery", "lost", "word"),
    [
        ("at-most-once", True, "broken"),
        ("at-least-once", True, "kept"),
        ("at-most-once", False, "kept"),
    ],
    ids=["twice", "twice is allowed", "once"],
)
def test_who_took_two_ways_arrives_as_often_as_promised(delivery, lost, word):
    run = out(delivery=delivery).wants(3000, at=120).tries(at=120)
    if lost:
        run.loses_answer(at=120).arrives(at=122)
    else:
        run.answers(at=120, code=131000)
    run.tries(at=121, number="n2").answers(at=121).arrives(at=123)
    assert run.word("R29") == word


def test_a_second_outage_is_another():
    run = out()
    run.fault(at=110, until=150)
    run.wants(3000, at=110).tries(at=110).answers(at=110, code=131000)
    for place in range(20):
        goes(run, 3001 + place, at=116 + place, late=0.0, number="n2")
    assert run.verdict("R29").counters["outages"] == 2


def test_a_number_of_another_provider_is_another_way_whatever_it_is_called():
    run = out()
    for fact in run.facts:
        if isinstance(fact, AttemptFact) and fact.number == "n2":
            fact.provider, fact.number = "queues", "n1"
    assert run.verdict("R29").word == "kept"
