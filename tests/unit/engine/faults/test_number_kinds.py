"""Faults that are a state of numbers: each fires, and it clears."""

import pytest
from toyqueue import QueueDialect
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import (
    AddNumber,
    ClearFault,
    Heal,
    InjectFault,
    SetNumberState,
    Settle,
)
from windtunnel.domain.facts import NumberStateFact, StatusFact
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope

STATES = {
    "number-logged-out": "logged_out",
    "number-away": "disconnected",
    "number-standby": "standby",
    "number-unpaid": "stopped",
    "number-banned": "banned",
}
TWO = (NumberSpec(name="main"), NumberSpec(name="other", display="15550100002"))


def world(kind, scope=None, **fields):
    spec = FaultSpec(kind=kind, id="f", for_us=10 * SECOND, scope=scope or Scope())
    return World(dialect=QueueDialect(), timeline=(spec,), numbers=TWO, **fields)


def standing(made):
    return [number.state for number in made.platform.numbers.values()]


@pytest.mark.parametrize(("kind", "state"), STATES.items())
def test_it_fires_for_the_numbers_in_its_scope_and_clears(kind, state):
    made = world(kind, Scope(number="other"))
    assert standing(made) == ["connected", state]
    made.step(ClearFault(id="f"), at=SECOND)
    assert standing(made) == ["connected"] * 2
    changes = [(fact.t, fact.state) for fact in made.facts(NumberStateFact)]
    assert changes == [(0, state), (SECOND, "connected")]


@pytest.mark.parametrize(("kind", "state"), STATES.items())
def test_only_a_ban_outlasts_its_time_until_it_is_healed(kind, state):
    made = world(kind).finish()
    assert standing(made) == ["banned" if state == "banned" else "connected"] * 2
    made.step(Heal())
    assert standing(made) == ["connected"] * 2


def test_a_ban_that_somebody_undid_is_not_healed_again():
    made = world("number-banned").finish()
    made.step(SetNumberState(number="main", state="standby"))
    made.step(Heal())
    assert standing(made) == ["standby", "connected"]


def test_a_ban_gives_way_to_no_other_fault():
    made = world("number-banned", Scope(number="main"))
    away = FaultSpec(kind="number-away", for_us=20 * SECOND)
    made.step(InjectFault(spec=away))
    made.step(AddNumber(spec=NumberSpec(name="third", state="banned")))
    assert standing(made) == ["banned", "disconnected", "banned"]
    assert standing(made.finish()) == ["banned", "connected", "banned"]
    made.step(Heal())
    assert standing(made) == ["connected", "connected", "banned"]


def test_a_ban_whose_time_ended_outlasts_another_that_is_cleared():
    made = world("number-banned")
    made.step(InjectFault(spec=FaultSpec(kind="number-banned", id="again", for_us=20 * SECOND)))
    made.step(InjectFault(spec=FaultSpec(kind="number-away", for_us=20 * SECOND)))
    made.run(10 * SECOND)
    made.step(ClearFault(id="again"))
    assert standing(made) == ["banned"] * 2
    made.step(Heal())
    assert standing(made) == ["connected"] * 2


def test_of_two_bans_the_one_that_is_on_holds_when_the_other_is_cleared():
    made = world("number-banned")
    made.step(InjectFault(spec=FaultSpec(kind="number-banned", id="again")))
    made.step(InjectFault(spec=FaultSpec(kind="number-away")))
    made.step(ClearFault(id="again"))
    assert standing(made) == ["banned"] * 2
    made.step(ClearFault(id="f"))
    assert standing(made) == ["disconnected"] * 2


def test_a_restart_does_not_end_a_ban_but_a_hand_does():
    made = world("number-banned", Scope(number="main")).finish()
    made.step(SetNumberState(number="main", state="loading", for_us=SECOND))
    assert standing(made.finish())[0] == "banned"
    made.step(SetNumberState(number="main", state="connected"))
    made.step(SetNumberState(number="main", state="banned"))
    made.step(Heal())
    assert standing(made)[0] == "banned"


def test_who_left_the_state_meanwhile_stays_as_they_are():
    made = world("number-logged-out")
    made.step(SetNumberState(number="main", state="connected"))
    made.step(SetNumberState(number="other", state="standby"))
    assert standing(made.finish()) == ["connected", "standby"]


def test_what_another_fault_says_holds_on():
    made = world("number-away")
    away = FaultSpec(kind="number-standby", for_us=20 * SECOND, scope=Scope(number="other"))
    made.step(InjectFault(spec=away))
    assert standing(made) == ["disconnected", "standby"]
    made.step(InjectFault(spec=FaultSpec(kind="number-away", id="again")))
    made.step(ClearFault(id="f"))
    assert standing(made) == ["disconnected", "disconnected"]
    made.step(ClearFault(id="again"))
    assert standing(made) == ["connected", "standby"]


def test_a_number_that_joins_meets_what_is_on():
    made = world("number-away", Scope(provider="queue"))
    made.step(AddNumber(spec=NumberSpec(name="new")))
    assert standing(made) == ["disconnected"] * 3


def test_a_number_out_of_scope_joins_as_it_is():
    made = world("number-away", Scope(number="main"))
    made.step(AddNumber(spec=NumberSpec(name="new")))
    assert standing(made) == ["disconnected", "connected", "connected"]


def test_a_number_that_comes_up_by_itself_meets_what_is_on():
    made = world("number-logged-out", Scope(number="main"))
    made.step(SetNumberState(number="main", state="starting", for_us=SECOND))
    made.run(SECOND)
    assert standing(made)[0] == "logged_out"


def test_settling_lets_it_end_in_its_time():
    made = world("number-away", Scope(number="main"))
    made.send()
    made.step(Settle())
    left = [fact.status_t for fact in made.facts(StatusFact) if fact.status == "pending"]
    assert left == [10 * SECOND]


def test_a_provider_whose_numbers_are_never_so_refuses_it():
    with pytest.raises(ConfigError, match="numbers of toy are never 'banned'"):
        World(timeline=(FaultSpec(kind="number-banned"),))
