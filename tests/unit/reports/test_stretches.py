"""Stretches of time: merged, searched, and read from the facts of faults and attempts."""

import pytest
from ledgers_long import LongRun

from windtunnel.domain.facts import FaultOffFact, FaultOnFact, HealFact
from windtunnel_reports.cases import Cases
from windtunnel_reports.stretches import fault_spells, holds, merged, outages, percentile


def read(run):
    return Cases().read(sorted(run.facts, key=lambda fact: fact.t))


def test_stretches_that_touch_are_one():
    assert merged([(5, 6), (1, 3), (2, 4), (4, 5)]) == [(1, 6)]


@pytest.mark.parametrize(
    ("t", "inside"), [(0, False), (1, True), (2, True), (3, False), (5, True), (9, False)]
)
def test_a_stretch_holds_its_begin_and_not_its_end(t, inside):
    assert holds([(1, 3), (5, 8)], t) is inside


def test_no_stretch_holds_nothing():
    assert not holds([], 1)


def test_a_fault_that_never_ended_lasts_to_the_end():
    run = LongRun().fault(at=1, until=2).fault(at=3, until=4, fault="wire").heals(at=9)
    run.facts = [fact for fact in run.facts if getattr(fact, "why", None) is None or fact.t < 4e6]
    assert fault_spells(read(run)) == [(1_000_000, 2_000_000), (3_000_000, 9_000_001)]
    assert fault_spells(read(run), ("wire",)) == [(3_000_000, 9_000_001)]


def test_a_fault_whose_id_comes_again_has_each_its_own_end():
    facts = [
        FaultOnFact(t=0, id="lost", fault="wire"),
        FaultOffFact(t=10, id="lost", fault="wire"),
        FaultOnFact(t=90, id="lost", fault="wire"),
        FaultOffFact(t=95, id="lost", fault="wire"),
        FaultOnFact(t=200, id="lost", fault="throttle"),
        HealFact(t=300),
    ]
    cases = Cases().read(facts)
    assert fault_spells(cases) == [(0, 10), (90, 95), (200, 301)]
    assert fault_spells(cases, ("throttle",)) == [(200, 301)]


def test_an_outage_is_of_one_number_and_ends_with_its_next_success():
    run = LongRun()
    for at, number, code in (
        (1, "n1", 131000),
        (2, "n2", 131000),
        (3, "n1", 131000),
        (4, "n1", 0),
    ):
        run.wants(at, at=at, number=number).tries(at=at, number=number).answers(at=at, code=code)
    found = [(each.number, each.from_t, each.until_t, each.is_over) for each in outages(read(run))]
    assert found == [("n1", 1_000_000, 4_000_000, True), ("n2", 2_000_000, 2_000_000, False)]


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 50), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_seen(share, value):
    assert percentile(list(range(1, 101)), share) == value
