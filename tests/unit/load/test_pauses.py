import asyncio

import pytest
from sender_world import FakeWorld, intent_of

from windtunnel_load.senders.reference import pauses
from windtunnel_load.senders.reference.pauses import SPREAD_S, Pauses
from windtunnel_load.senders.reference.retry import Decision


def held(holds, other):
    """How long another message waits while the first is held up for two seconds."""
    waits = Pauses(FakeWorld())
    asyncio.run(waits.hold(intent_of(7), Decision(act="again", wait_s=2.0, holds=holds)))
    return waits.left_s(other)


@pytest.mark.parametrize(
    ("holds", "other", "waits"),
    [
        ("message", intent_of(8), False),
        ("pair", intent_of(8), True),
        ("pair", intent_of(8, recipient="4917139200000"), False),
        ("number", intent_of(8, recipient="4917139200000"), True),
        ("number", intent_of(8, number="second"), False),
        ("account", intent_of(8, number="second"), True),
    ],
    ids=["message", "pair", "another pair", "number", "another number", "account"],
)
def test_a_wait_holds_up_whom_it_concerns(holds, other, waits):
    assert (held(holds, other) > 0) is waits


def test_a_shorter_wait_never_shortens_a_longer_one():
    kept = Pauses(FakeWorld())
    for wait_s in (5.0, 1.0):
        asyncio.run(kept.hold(intent_of(), Decision(act="again", wait_s=wait_s)))
    assert kept.left_s(intent_of()) == pytest.approx(5.0)


def test_messages_come_back_spread_and_none_too_early():
    async def back_s(index):
        world = FakeWorld()
        waits = Pauses(world)
        await waits.hold(intent_of(), Decision(act="again", wait_s=1.0, holds="number"))
        await waits.wait(intent_of(index))
        return world.time_s - 100.0

    times = [asyncio.run(back_s(index)) for index in range(30)]
    assert min(times) >= 1.0
    assert max(times) <= 1.0 + SPREAD_S
    assert len({round(each, 3) for each in times}) > 20


def test_waits_that_have_ended_are_forgotten(monkeypatch):
    monkeypatch.setattr(pauses, "PAUSES_MAX", 3)
    world = FakeWorld()
    kept = Pauses(world)
    for index in range(20):
        asyncio.run(kept.hold(intent_of(index), Decision(act="again", wait_s=1.0)))
        world.time_s += 2.0
    assert len(kept._kept) <= 3


def pair(wait_s=1.0):
    return Decision(act="again", wait_s=wait_s, holds="pair")


def test_limits_of_a_pair_are_counted_in_a_row_until_a_message_comes_through():
    kept = Pauses(FakeWorld())
    rows = []
    for index in (7, 8):
        asyncio.run(kept.hold(intent_of(index), pair()))
        rows.append(kept.row(intent_of(9)))
    asyncio.run(kept.clear(intent_of(9)))
    assert [*rows, kept.row(intent_of(7))] == [1, 2, 0]


def test_a_limit_outlives_the_process_that_met_it():
    stores = {}
    asyncio.run(Pauses(FakeWorld(stores=stores)).hold(intent_of(7), pair(30.0)))
    again = Pauses(FakeWorld(stores=stores))
    asyncio.run(again.resume())
    assert again.left_s(intent_of(8)) == pytest.approx(30.0)
