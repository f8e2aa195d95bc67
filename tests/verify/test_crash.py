import asyncio

import pytest
from crashing import ACCEPTED, Claim, CleansUp, MarkThenSend, SendThenMark, Toy

from windtunnel.domain.facts import (
    AnswerFact,
    CrashFact,
    EffectFact,
    OutcomeFact,
    ReplyEndFact,
    RestartFact,
)
from windtunnel.domain.sender import Outcome
from windtunnel_verify.crash import sweep
from windtunnel_verify.errors import VirtualError
from windtunnel_verify.run import run_schedule
from windtunnel_verify.schedule import Crash, PlannedFault, Schedule, Wanted, order

FIVE = Schedule(
    intents=tuple(order(n * 40_000, recipient=f"551199999000{n}") for n in range(5)),
    profile="meta-ci",
)
ONE = Schedule(intents=(order(),))


def totals(create, schedule=FIVE):
    points = sweep(create, schedule, 3)
    assert len(points) > 20
    return {
        name: sum(getattr(point, name) for point in points)
        for name in ("duplicated", "lost", "unknown")
    }


@pytest.mark.parametrize(
    ("create", "pattern"),
    [
        (SendThenMark, (True, False, False)),
        (MarkThenSend, (False, True, False)),
        (Claim, (False, False, True)),
    ],
    ids=["send, then mark", "mark, then send", "claim, send, mark"],
)
def test_the_order_of_writing_decides_what_a_crash_does(create, pattern):
    assert tuple(count > 0 for count in totals(create).values()) == pattern


def test_the_judge_sees_the_duplicates_of_a_crash():
    broken = {which for point in sweep(SendThenMark, ONE, 3) for which in point.broken}
    assert "R02" in broken or "R01" in broken


def test_the_reference_neither_loses_nor_doubles_at_any_step():
    points = sweep("windtunnel_load.senders.reference:create", FIVE, 3)
    assert not [point for point in points if point.duplicated or point.lost or point.broken]


def test_a_timeout_that_comes_after_the_crash_is_no_finding():
    schedule = Schedule(intents=(order(),), faults=(PlannedFault(intent=0, fault="answer-lost"),))
    points = sweep("windtunnel_load.senders.reference:create", schedule, 3)
    assert len(points) > 15
    assert not [point for point in points if point.findings]


def test_what_a_process_returned_in_the_instant_of_its_death_is_asked_for_again():
    sale = Wanted(scope="marketing", template="spring_sale", lang="en", body=("Ada", "{marker}"))
    points = sweep("windtunnel_load.senders.reference:create", Schedule(intents=(sale,)), 3)
    assert len(points) > 5
    assert {broken for point in points for broken in point.broken} == set()


def test_a_sweep_is_repeatable():
    first = [point.digest for point in sweep(Claim, ONE, 3)]
    assert first == [point.digest for point in sweep(Claim, ONE, 3)]
    assert len(set(first)) > 3


def facts_of(create, kind, **schedule):
    ran = run_schedule(create, Schedule(intents=(order(),), **schedule), 3)
    return [fact for fact in ran.ledger.facts() if isinstance(fact, kind)]


def test_a_crash_runs_no_finally_block():
    steps = 0
    while True:
        crash = Crash(step=steps + 1, restart_after_us=5_000_000)
        facts = facts_of(CleansUp, CrashFact | EffectFact, crash=crash)
        crashed = [f.t for f in facts if isinstance(f, CrashFact)]
        if not crashed:
            break
        steps += 1
        cleaned = [f.t for f in facts if isinstance(f, EffectFact)]
        assert not [t for t in cleaned if crashed[0] <= t < crashed[0] + 5_000_000]
    assert steps > 5


def test_a_crash_ends_the_connections_of_its_process_and_the_provider_goes_on():
    facts = facts_of(
        Claim,
        CrashFact | RestartFact | ReplyEndFact | AnswerFact | OutcomeFact,
        crash=Crash(at_us=1_000_000, restart_after_us=5_000_000),
        faults=(PlannedFault(intent=0, fault="wire", settings={"delay_ms": 3000}),),
    )
    crash, restart = (next(f.t for f in facts if type(f) is k) for k in (CrashFact, RestartFact))
    assert (crash, restart) == (1_000_000, 6_000_000)
    assert [f.accepted for f in facts if isinstance(f, AnswerFact)] == [True]
    assert [f.written for f in facts if isinstance(f, ReplyEndFact)] == ["none"]
    assert [f.state for f in facts if isinstance(f, OutcomeFact)] == ["unknown"]


class Ticks(Toy):
    """A task that outlives its send, were it not for the crash."""

    async def send(self, _intent):
        self.ticking = asyncio.create_task(self.tick())
        await self.world.sleep(10)
        return ACCEPTED

    async def tick(self):
        while True:
            self.world.effect("tick", "tick")
            await asyncio.sleep(1)

    async def close(self):
        self.ticking.cancel()


def test_nothing_that_a_dead_process_started_goes_on():
    schedule = Schedule(intents=(order(),), crash=Crash(step=6, restart_after_us=3_600_000_000))
    facts = run_schedule(Ticks, schedule, 3).ledger.facts()
    (crash,) = [f.t for f in facts if isinstance(f, CrashFact)]
    ticks = [f.t for f in facts if isinstance(f, EffectFact)]
    assert [t for t in ticks if t <= crash]
    assert not [t for t in ticks if crash < t < crash + 3_600_000_000]


def test_a_sweep_that_would_never_end_is_refused():
    with pytest.raises(VirtualError, match="more than 5 steps"):
        sweep(SendThenMark, ONE, 3, steps_max=5)


class OnlyReads(Toy):
    async def send(self, intent):
        await self.store.get(intent.marker)
        return Outcome(state="cancelled")


class NapsAndReads(OnlyReads):
    async def send(self, intent):
        await asyncio.sleep(1)
        return await super().send(intent)


class WritesNapsAndReads(NapsAndReads):
    async def send(self, intent):
        await self.store.write({"a": b"1"})
        return await super().send(intent)


def test_every_await_that_gives_way_is_a_place_to_crash_at():
    """A nap is two steps, to its timer and back; a write is two, before and after it holds."""
    kinds = (OnlyReads, NapsAndReads, WritesNapsAndReads)
    first, second, third = (len(sweep(kind, ONE, 3)) for kind in kinds)
    assert (second - first, third - second) == (2, 2)
