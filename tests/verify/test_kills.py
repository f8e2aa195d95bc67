"""Each seeded bug dies of its own cause, and its correct counterpart lives through the same."""

import msgspec
import pytest
from kills import KILLS, SWEEPS

from windtunnel_load.senders import CORRECT
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_verify.run import run_schedule
from windtunnel_verify.schedule import Crash

SEED = 3
JUDGED = [name for name in KILLS if MUTANTS[name].invariant in INVARIANTS]


def causes(factory, schedule):
    """The root causes of what broke."""
    return set(run_schedule(factory, schedule, SEED).judgement.root_causes)


def causes_at_a_crash(factory, schedule):
    """The root causes of what broke with a crash before any step of the first life."""
    found, step = set(), 0
    while True:
        step += 1
        crashing = msgspec.structs.replace(schedule, crash=Crash(step=step))
        ran = run_schedule(factory, crashing, SEED)
        if not ran.crashed:
            return found
        found |= set(ran.judgement.root_causes)


@pytest.mark.parametrize("name", JUDGED)
def test_a_seeded_bug_dies_of_its_own_cause(name):
    mutant = MUTANTS[name]
    assert causes(mutant.factory, KILLS[name]) == {mutant.invariant}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", JUDGED)
def test_its_correct_counterpart_lives_through_the_same(name):
    assert causes(CORRECT[MUTANTS[name].base].factory, KILLS[name]) == set()


@pytest.mark.parametrize("name", SWEEPS)
def test_a_bug_that_a_crash_shows_dies_of_its_own_cause(name):
    mutant = MUTANTS[name]
    assert causes_at_a_crash(mutant.factory, SWEEPS[name]) == {mutant.invariant}


@pytest.mark.no_cover
@pytest.mark.parametrize("base", sorted({MUTANTS[name].base for name in SWEEPS}))
def test_its_counterpart_survives_a_crash_at_every_step(base):
    factory = CORRECT[base].factory
    assert {cause for s in SWEEPS.values() for cause in causes_at_a_crash(factory, s)} == set()
