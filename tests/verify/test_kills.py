"""Each seeded bug dies of its own cause, and its correct counterpart lives through the same."""

import pytest
from kills import KILLS

from windtunnel_load.senders import CORRECT
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_verify.run import run_schedule

SEED = 3


def causes(factory, schedule):
    """The root causes of what broke."""
    return set(run_schedule(factory, schedule, SEED).judgement.root_causes)


@pytest.mark.parametrize("name", KILLS)
def test_a_seeded_bug_dies_of_its_own_cause(name):
    mutant = MUTANTS[name]
    assert causes(mutant.factory, KILLS[name]) == {mutant.invariant}


@pytest.mark.parametrize("name", KILLS)
def test_its_correct_counterpart_lives_through_the_same(name):
    assert causes(CORRECT[MUTANTS[name].base].factory, KILLS[name]) == set()
