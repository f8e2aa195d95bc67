import msgspec
import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_verify import spare as spare_module
from windtunnel_verify.spare import Guilt, Spared, merged, shortfalls, spare
from windtunnel_verify.spare_schedules import ADDED, cells, schedule_of

WHOLE = Spared(
    sender="outbox",
    schedules=500,
    fired=450,
    cells={"answer-code / 1": 20, "connect-refused / 1": 0},
    verdicts=(Verdict(id="R03", name="nothing lost", word="kept", n=9),),
    required=("R03",),
    guilty=(),
    cpu_s=10.0,
)


def without(**changed):
    return shortfalls(msgspec.structs.replace(WHOLE, **changed), 500)


def test_a_whole_proof_falls_short_in_nothing():
    assert shortfalls(WHOLE, 500) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"schedules": 100, "fired": 90}, "100 of 500 schedules, at 10.0 a CPU second"),
        ({"schedules": 100, "fired": 90, "cpu_s": 0.0}, "at 0.0 a CPU second"),
        ({"fired": 399}, "a fault fired in 399 of 500 schedules only"),
        ({"cells": {"wire / 2": 19}}, "cell wire / 2 was hit 19 times; 20 are due"),
        (
            {"guilty": (Guilt(schedule="7", roots=("R02",), said="twice"),)},
            "guilty in schedule 7: R02: twice",
        ),
        (
            {"verdicts": (Verdict(id="R03", name="n", word="undecided", why="hm"),)},
            "R03 is undecided, and not kept: hm",
        ),
    ],
    ids=["few", "none", "calm", "cell", "guilty", "undecided"],
)
def test_each_shortfall_is_told(changed, said):
    assert said in without(**changed)[0]


def test_two_halves_are_a_whole():
    both = merged([WHOLE, WHOLE])
    assert (both.schedules, both.fired, both.cpu_s) == (1000, 900, 20.0)
    assert both.cells["answer-code / 1"] == 40
    assert both.verdicts[0].n == 18


def test_a_schedule_is_had_again_by_its_number():
    assert schedule_of(9) == schedule_of(9)
    assert schedule_of(9) != schedule_of(9, seed=1)


def test_every_addition_comes_in_its_turn():
    assert len({len(schedule_of(2 * n + 1).intents) for n in range(len(ADDED))}) > 1


def test_what_was_hit_is_counted_from_the_ledger():
    few = spare("provider-idempotent", range(1, 60))
    assert few.guilty == ()
    assert (few.schedules, few.fired > 40) == (59, True)
    assert few.cells["answer-code / 1"] > 0
    assert len(few.cells) == len(cells())


def test_a_bug_among_the_correct_ones_would_be_found_guilty(monkeypatch):
    monkeypatch.setitem(spare_module.CORRECT, "outbox", MUTANTS["applies-twice"])
    few = spare("outbox", range(1, 40))
    assert {root for guilt in few.guilty for root in guilt.roots} == {"R24"}


def test_nothing_begins_after_the_time_is_over():
    assert spare("outbox", range(1, 40), until_s=1e-9).schedules == 0
