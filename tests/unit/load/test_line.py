"""Who comes next on a number, how many at a time, and how fast after a limit."""

import asyncio
import math

import pytest
from sender_world import FakeWorld, intent_of

from windtunnel_load.senders.reference.line import CALLS_MAX, Line
from windtunnel_load.senders.reference.outbox import Entry
from windtunnel_load.senders.reference.pace import CUT, PACE_MIN_PER_S, Pace
from windtunnel_load.senders.reference.retry import DONE, Decision

LIMITED = Decision(act="again", wait_s=1.0, holds="number")


def entry(index, **more):
    return Entry(wanted=intent_of(index, **more), opened_s=float(index))


async def fill(line, until):
    """Take every turn of the number until an event."""

    async def hold():
        async with line.turn(entry(0)):
            await until.wait()

    held = [asyncio.create_task(hold()) for _ in range(CALLS_MAX)]
    await asyncio.sleep(0)
    return held


def order_of(*entries, cancelled=()):
    """In which order those get their turns who came while every turn was taken."""
    went = []

    async def go(waiting):
        async with line.turn(waiting):
            went.append(waiting.wanted.intent)

    async def play():
        until = asyncio.Event()
        held = await fill(line, until)
        tasks = {each.wanted.intent: asyncio.create_task(go(each)) for each in entries}
        await asyncio.sleep(0)
        for index in cancelled:
            tasks[index].cancel()
        await asyncio.sleep(0)
        until.set()
        await asyncio.gather(*held, *tasks.values(), return_exceptions=True)

    line = Line(FakeWorld())
    asyncio.run(play())
    return went


def test_the_newest_goes_first():
    assert order_of(entry(1), entry(3), entry(2)) == [3, 2, 1]


def test_a_deadline_goes_before_all_others():
    soon, later = entry(1, deadline_us=5_000_000), entry(2, deadline_us=9_000_000)
    assert order_of(entry(3), later, soon) == [1, 2, 3]


def test_who_has_left_takes_nobodys_turn():
    assert order_of(entry(1), entry(3), entry(2), cancelled=(3,)) == [2, 1]


def test_another_number_has_a_line_of_its_own():
    async def play():
        line, until = Line(FakeWorld()), asyncio.Event()
        held = await fill(line, until)
        async with line.turn(entry(1, number="second")):
            until.set()
        await asyncio.gather(*held)

    asyncio.run(asyncio.wait_for(play(), timeout=5))


def calls_after_a_limit(count, *, calls=True):
    """When so many turns come after a limit, from the limit on."""
    world = FakeWorld()
    line, times = Line(world), []

    async def go(waiting):
        async with line.turn(waiting):
            waiting.attempts += calls
            times.append(world.now())

    async def play():
        limited = entry(0)
        limited.tried_s = world.now()
        line.ended(limited, LIMITED)
        await asyncio.gather(*[go(entry(n)) for n in range(count)])
        await line.close()

    asyncio.run(play())
    return [time_s - times[0] for time_s in times]


def test_after_a_limit_turns_come_at_a_pace():
    assert calls_after_a_limit(3) == pytest.approx([0.0, 0.2, 0.4], abs=0.01)


def test_a_turn_without_a_call_costs_no_time():
    assert calls_after_a_limit(3, calls=False) == pytest.approx([0.0, 0.0, 0.0], abs=0.01)


def test_whoever_closes_waits_for_no_turn():
    async def play():
        line = Line(FakeWorld())
        limited = entry(0)
        line.ended(limited, LIMITED)
        async with line.turn(entry(1)):
            waits = asyncio.create_task(line.turn(entry(2)).__aenter__())
            await asyncio.sleep(0)
            await line.close()
        waits.cancel()
        return await asyncio.gather(waits, return_exceptions=True)

    (ended,) = asyncio.run(play())
    assert ended is None or isinstance(ended, asyncio.CancelledError)


def test_what_is_accepted_makes_it_faster():
    line, waiting = Line(FakeWorld()), entry(0)
    line.ended(waiting, LIMITED)
    for _ in range(5):
        line.ended(waiting, DONE)
    pace = line._lanes["main"].pace
    assert pace.per_s == pytest.approx(PACE_MIN_PER_S + 1.0)


def called(pace, count, *, at_s):
    for _ in range(count):
        pace.called(at_s)
    return pace


def test_a_pace_without_a_limit_never_waits():
    pace = called(Pace(), 1000, at_s=1.0)
    assert (pace.per_s, pace.wait_s(1.0)) == (math.inf, 0.0)


@pytest.mark.parametrize(
    ("calls", "per_s"),
    [
        ([(1.1, 100)], CUT * 100),
        ([(1.1, 100), (2.1, 40)], CUT * 100),
        ([(1.1, 100), (3.1, 40)], CUT * 40),
        ([(1.1, 2)], PACE_MIN_PER_S),
    ],
    ids=["this second", "the last second", "long ago", "the least"],
)
def test_a_limit_leaves_a_part_of_what_was_tried(calls, per_s):
    pace = Pace()
    for at_s, count in calls:
        called(pace, count, at_s=at_s)
    pace.limited(calls[-1][0], calls[-1][0] + 0.1)
    assert pace.per_s == pytest.approx(per_s)


def test_calls_that_were_on_their_way_at_a_cut_do_not_cut_again():
    pace = called(Pace(), 100, at_s=1.0)
    pace.limited(1.0, 1.2)
    pace.limited(1.1, 1.3)
    assert pace.per_s == pytest.approx(CUT * 100)
    pace.limited(1.25, 1.4)
    assert pace.per_s == pytest.approx(CUT * CUT * 100)
