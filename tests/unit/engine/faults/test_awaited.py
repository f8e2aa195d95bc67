"""An exact fault leaves the board once what it waits for has gone by."""

import pytest
from worlds import SECOND, World

from windtunnel.domain.events import InjectFault
from windtunnel.domain.facts import FaultOffFact
from windtunnel.domain.marker import marker_of
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel.engine.faults import board

YEAR_US = 365 * 86_400 * SECOND
READ = {"status": "read"}
TEMPLATE = {"template": "plain"}


def exact(kind, *pairs, **settings):
    pairs = pairs or ((0, 1),)
    return FaultSpec(kind=kind, for_us=YEAR_US, scope=Scope(exact=pairs), settings=settings)


def whys(world):
    return [(fact.fault, fact.why) for fact in world.facts(FaultOffFact)]


@pytest.mark.parametrize(
    ("fault", "recipient"),
    [
        (exact("webhook-lost"), "no number"),
        (exact("connect-refused"), "no number"),
        (exact("connect-refused"), "5511999990001"),
    ],
    ids=["news of what is refused", "its connection", "the connection of what is accepted"],
)
def test_a_fault_whose_attempt_was_decided_on_without_it_is_missed(fault, recipient):
    world = World(timeline=(fault,))
    world.send(recipient, marker=0, template="plain" if recipient[0] == "5" else "unknown")
    assert whys(world) == [(fault.kind, "missed")]


def test_news_that_never_come_are_missed_with_the_last_event():
    world = World(timeline=(exact("webhook-lost", status="failed"),))
    world.send(marker=0, **TEMPLATE)
    assert whys(world) == []
    world.finish()
    assert whys(world) == [("webhook-lost", "missed")]


def test_what_a_refused_connection_takes_with_it_is_missed():
    world = World(timeline=(exact("connect-refused"), exact("answer-lost")))
    assert world.platform.refuses(marker_of(0), 0, world.out)
    assert whys(world) == [("connect-refused", "used_up"), ("answer-lost", "missed")]


def test_a_fault_waits_on_for_its_other_pairs_and_for_other_intents():
    world = World(timeline=(exact("webhook-lost", (0, 1), (0, 2)), exact("answer-lost", (1, 1))))
    world.send("no number", marker=0, template="unknown")
    world.send(**TEMPLATE)
    assert whys(world) == []


def test_a_fault_that_has_not_begun_is_missed_in_silence():
    late = FaultSpec(kind="answer-lost", at_us=9 * SECOND, scope=Scope(exact=((0, 1),)))
    world = World(timeline=(late,))
    world.send(marker=0, **TEMPLATE)
    assert (whys(world), world.platform.faults()) == ([], [])


def test_two_faults_of_one_attempt_are_let_go_one_by_one():
    world = World(timeline=(exact("answer-lost"), exact("webhook-lost", **READ)))
    world.send(marker=0, **TEMPLATE)
    assert whys(world) == [("answer-lost", "used_up")]


def test_faults_that_never_fire_do_not_fill_the_board(monkeypatch):
    monkeypatch.setattr(board, "FAULTS_MAX", 3)
    world = World()
    for intent in range(20):
        world.step(InjectFault(spec=exact("webhook-lost", (intent, 1), **READ)))
        world.send("no number", marker=intent, template="unknown")
    assert len(whys(world)) == 20
