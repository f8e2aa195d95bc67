"""Connections that are refused: all of them for a time, or those for exact requests."""

import pytest
from worlds import SECOND, World

from windtunnel.domain.effects import Listening
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import ClearFault, Heal, InjectFault
from windtunnel.domain.facts import AnswerFact, AttemptFact, FaultOffFact, FaultOnFact
from windtunnel.domain.marker import marker_of
from windtunnel.domain.worldspec import FaultSpec, Scope

ANA = "5511999990001"


def refused(scope=None, **fields):
    return FaultSpec(kind="connect-refused", scope=scope or Scope(), **fields)


def exact(*pairs):
    return refused(Scope(exact=pairs))


def listening(world):
    return [effect.is_open for effect in world.out if isinstance(effect, Listening)]


def asks(world, marker=0):
    return world.platform.refuses(marker_of(marker), world.now, world.out)


def test_the_listener_is_closed_for_the_time_of_the_fault():
    world = World(timeline=(refused(at_us=SECOND, for_us=2 * SECOND),))
    assert listening(world) == []
    assert listening(world.run(SECOND)) == [False]
    assert listening(world.run(3 * SECOND)) == [False, True]
    assert [fact.why for fact in world.facts(FaultOffFact)] == ["ttl"]


def test_of_two_such_faults_the_last_one_opens_it():
    world = World(timeline=(refused(for_us=SECOND), refused(for_us=2 * SECOND)))
    assert listening(world.run(SECOND)) == [False]
    assert listening(world.run(2 * SECOND)) == [False, True]


@pytest.mark.parametrize("end", [ClearFault(id="f1"), Heal()], ids=["clear", "heal"])
def test_it_opens_when_the_fault_is_ended(end):
    world = World(timeline=(refused(),))
    world.step(end)
    assert listening(world) == [False, True]


def test_other_faults_leave_the_listener_alone():
    world = World(timeline=(FaultSpec(kind="answer-lost", for_us=SECOND),))
    assert listening(world.finish()) == []


def test_an_exact_request_is_refused_and_counts_but_is_no_attempt():
    lost = FaultSpec(kind="answer-lost", scope=Scope(exact=((0, 2),)))
    world = World(timeline=(exact((0, 1)), lost))
    assert asks(world)
    assert world.facts(AttemptFact) == []
    assert [(fact.fault, fact.why) for fact in world.facts(FaultOffFact)] == [
        ("connect-refused", "used_up")
    ]
    assert not asks(world)
    world.send(ANA, template="plain", marker=0)
    assert world.facts(AnswerFact)[0].fault == "answer-lost"
    assert listening(world) == []


def test_others_than_the_exact_requests_are_connected():
    world = World(timeline=(exact((0, 2), (1, 1)),))
    assert [asks(world, marker) for marker in (0, 2, 1, 1)] == [False, False, True, False]
    world.send(ANA, template="plain", marker=0)
    assert asks(world)


def test_a_closed_listener_is_no_matter_of_single_requests():
    assert not asks(World(timeline=(refused(),)))


def test_the_ledger_names_the_request():
    (on,) = World(timeline=(exact((3, 1)),)).facts(FaultOnFact)
    assert on.target == "intent=3 attempt=1"


def test_nothing_but_exact_may_limit_it():
    with pytest.raises(
        ConfigError, match=r"scope.number cannot limit this kind; allowed are exact"
    ):
        World().step(InjectFault(spec=refused(Scope(number="main"))))
