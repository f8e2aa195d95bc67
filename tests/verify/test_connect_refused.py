"""Refused connections in virtual time: what a client meets, and what the ledger says."""

import http.client
import time
import urllib.error

import httpx
import pytest
import requests
from blocking_senders import WithHttpx, WithRequests, WithUrllib
from crashing import ACCEPTED, Toy

from windtunnel.domain.facts import AnswerFact, AttemptFact, FaultOffFact
from windtunnel.domain.sender import Outcome
from windtunnel.domain.worldspec import FaultSpec
from windtunnel_verify import PlannedFault, Schedule, blocking, order, run_schedule
from windtunnel_verify.errors import RunawayError

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


def persistent(kind, met):
    class Insists(kind):
        """Asks again until it is connected and accepted; notes what kept it from that."""

        def send(self, intent):
            for _ in range(5):
                try:
                    status, _ = self.post(intent)
                except (requests.RequestException, httpx.HTTPError, OSError) as error:
                    met.append(error)
                else:
                    if status == 200:
                        return ACCEPTED
                time.sleep(1)
            return Outcome(state="failed")

    return blocking(Insists)


REFUSALS = [
    (WithRequests, requests.ConnectionError, "NewConnectionError"),
    (WithHttpx, httpx.ConnectError, "Connection refused"),
    (WithUrllib, urllib.error.URLError, "Connection refused"),
]


@pytest.mark.parametrize(("kind", "error", "said"), REFUSALS)
def test_the_connection_of_an_exact_request_of_a_blocking_sender_is_refused(kind, error, said):
    met = []
    schedule = Schedule(intents=TWO, faults=(refused(1), refused(1, attempt=2)))
    ran = run_schedule(persistent(kind, met), schedule, 1)
    assert [(type(each), said in repr(each)) for each in met] == [(error, True)] * 2
    assert len(facts_of(ran, AttemptFact)) == 2
    assert [fact.t // SECOND for fact in facts_of(ran, FaultOffFact)] == [1, 2]


@pytest.mark.parametrize(("kind", "error", "said"), REFUSALS)
def test_a_connection_that_was_kept_alive_is_refused_too(kind, error, said):
    met = []
    limit = PlannedFault(intent=0, fault="answer-code", settings={"code": 131000})
    schedule = Schedule(intents=TWO[:1], faults=(limit, refused(0, attempt=2)))
    ran = run_schedule(persistent(kind, met), schedule, 1)
    assert [(type(each), said in repr(each)) for each in met] == [(error, True)]
    assert [fact.conn for fact in facts_of(ran, AttemptFact)] == ["c1", "c2"]
    assert ran.judgement.counts["arrived"] == 1


class OwnConnection(WithRequests):
    """Keeps a plain connection of its own open, and one in whose context it was made by nobody."""

    def __init__(self, world):
        super().__init__(world)
        self.connection = http.client.HTTPConnection(self.meta.base_url.removeprefix("http://"))

    def post(self, intent):
        url, body, headers = self.request_of(intent)
        self.connection.request("POST", url.removeprefix(self.meta.base_url), body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def test_a_kept_connection_that_nobody_looks_after_is_refused_when_it_is_used():
    met = []
    schedule = Schedule(intents=TWO, faults=(refused(1),))
    run_schedule(persistent(OwnConnection, met), schedule, 1)
    assert [type(each) for each in met][:1] == [ConnectionRefusedError]


def test_a_blocking_sender_draws_its_refusals_and_replays():
    def draw(intent, attempt):
        return (refused(intent, attempt),) if attempt < 3 else ()

    met = []
    create = persistent(WithRequests, met)
    ran = run_schedule(create, Schedule(intents=TWO), 1, draw=draw)
    assert (len(met), ran.judgement.counts["arrived"]) == (4, 2)
    again = run_schedule(create, Schedule(intents=TWO, faults=ran.drawn), 1)
    assert (len(met), again.judgement) == (8, ran.judgement)


class Hammers(Toy):
    """Tries again at once, whatever it meets."""

    async def send(self, intent):
        while True:
            try:
                await self.post(intent)
            except Exception:  # noqa: BLE001, S112 - it is what it does
                continue
            return ACCEPTED


class HammersBlocking(WithRequests):
    def send(self, intent):
        while True:
            try:
                self.post(intent)
            except Exception:  # noqa: BLE001, S112 - it is what it does
                continue
            return ACCEPTED


@pytest.mark.parametrize("create", [Hammers, blocking(HammersBlocking)], ids=["async", "blocking"])
def test_who_asks_for_a_refused_connection_without_a_pause_is_stopped(create, monkeypatch):
    monkeypatch.setattr("windtunnel_verify.network.REFUSED_AT_ONCE_MAX", 100)
    with pytest.raises(RunawayError, match=r"more than 100 connections .* at 0\.000000 s"):
        run_schedule(create, Schedule(intents=TWO[:1], timeline=(DOWN,)))
