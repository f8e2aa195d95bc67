"""Refused connections in virtual time: what a client meets, and what the ledger says."""

import httpx
import pytest
import requests
from blocking_senders import WithRequests
from crashing import ACCEPTED, Toy

from windtunnel.domain.facts import AnswerFact, AttemptFact, FaultOffFact
from windtunnel.domain.sender import Outcome
from windtunnel.domain.worldspec import FaultSpec
from windtunnel_verify import PlannedFault, Schedule, blocking, order, run_schedule

SECOND = 1_000_000
TWO = (order(), order(SECOND, recipient="551199999002"))


class Persistent(Toy):
    """Tries again, a second later, whatever keeps it from being heard; notes what that was."""

    def __init__(self, world, met):
        super().__init__(world)
        self.met = met

    async def send(self, intent):
        for _ in range(60):
            try:
                await self.post(intent)
            except httpx.TransportError as error:
                self.met.append((intent.intent, type(error)))
                await self.world.sleep(1)
            else:
                return ACCEPTED
        return Outcome(state="failed")


def fly(*faults, intents=TWO, draw=None, **more):
    met = []
    schedule = Schedule(intents=intents, faults=faults, **more)
    ran = run_schedule(lambda world: Persistent(world, met), schedule, 1, draw=draw)
    assert ran.findings == ()
    return met, ran


def facts_of(ran, kind):
    return [fact for fact in ran.ledger.facts() if isinstance(fact, kind)]


def refused(intent, attempt=1):
    return PlannedFault(intent=intent, attempt=attempt, fault="connect-refused")


def test_the_connection_of_an_exact_request_is_refused_and_leaves_no_attempt():
    met, ran = fly(refused(1), refused(1, attempt=2))
    assert met == [(1, httpx.ConnectError)] * 2
    assert len(facts_of(ran, AttemptFact)) == 2
    ended = [(fact.t // SECOND, fact.why) for fact in facts_of(ran, FaultOffFact)]
    assert ended == [(1, "used_up"), (2, "used_up")]


def test_requests_count_through_refusals():
    lost = PlannedFault(intent=0, attempt=2, fault="answer-code", settings={"code": 131000})
    _, ran = fly(refused(0), lost, intents=TWO[:1])
    assert [fact.fault for fact in facts_of(ran, AnswerFact)] == ["answer-code"]


def test_a_refusal_is_drawn_before_the_connection_and_replays():
    asked = []

    def draw(intent, attempt):
        asked.append((intent, attempt))
        return (refused(intent, attempt),) if attempt < 3 else ()

    met, ran = fly(draw=draw)
    assert asked == [(0, 1), (0, 2), (1, 1), (0, 3), (1, 2), (1, 3)]
    assert len(met) == 4
    again, replayed = fly(*ran.drawn)
    assert (again, replayed.judgement) == (met, ran.judgement)


def test_a_draw_that_always_refuses_comes_to_an_end():
    met, ran = fly(draw=lambda intent, attempt: (refused(intent, attempt),), intents=TWO[:1])
    assert len(met) == 40
    assert len(facts_of(ran, AttemptFact)) == 1


DOWN = FaultSpec(kind="connect-refused", at_us=0, for_us=5 * SECOND)


def test_nobody_is_connected_for_the_time_of_a_fault_on_the_listener():
    met, ran = fly(timeline=(DOWN,))
    assert {kind for _, kind in met} == {httpx.ConnectError}
    assert all(fact.t >= 5 * SECOND for fact in facts_of(ran, AttemptFact))
    assert ran.judgement.counts["arrived"] == 2


def test_blocking_senders_meet_the_closed_listener_too():
    met = []

    class Notes(WithRequests):
        def post(self, intent):
            try:
                return super().post(intent)
            except requests.ConnectionError as error:
                met.append(error)
                return 503, b'{"error":{"code":2}}'

    schedule = Schedule(intents=TWO[:1], timeline=(DOWN,))
    ran = run_schedule(blocking(Notes), schedule, 1)
    assert "Connection refused" in str(met[0])
    assert ran.judgement.counts["arrived"] == 1


@pytest.mark.parametrize("sender", ["reference", "blind_retry"])
def test_a_refused_connection_is_safe_to_try_again(sender):
    schedule = Schedule(intents=TWO, faults=(refused(0), refused(1)))
    ran = run_schedule(f"windtunnel_load.senders.{sender}:create", schedule, 1)
    assert (ran.broken, ran.judgement.counts["duplicated"]) == ((), 0)
