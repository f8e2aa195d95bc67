import asyncio

import httpx
import pytest
from virtual import virtually

from windtunnel.domain.facts import EffectFact, OutcomeFact, SeenFact
from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Outcome
from windtunnel_verify.process import Process
from windtunnel_verify.sender_world import VirtualSenderWorld
from windtunnel_verify.store import Stores


def with_world(act):
    async def main(virtual):
        process = Process("p")
        world = VirtualSenderWorld(virtual.tunnel, process, Stores(), seed=3)
        found = await act(world, process)
        facts = await virtual.end()
        return found, [f for f in facts if isinstance(f, EffectFact | OutcomeFact | SeenFact)]

    return virtually(main)


def test_what_a_sender_says_is_written_at_its_time():
    async def act(world, _process):
        await world.sleep(2.5)
        world.report(3, Outcome(state="failed", cause="limit", code=4))
        world.seen(3, "timeout")
        world.effect("e:sent", "sent", noop=True, contact="c")
        world.report(ARMING_INDEX, Outcome(state="accepted"))
        world.seen(ARMING_INDEX, "ok")
        await world.sleep(-1)
        return world.now()

    now, facts = with_world(act)
    assert now == 2.5
    assert [(type(f).__name__, f.t) for f in facts] == [
        ("OutcomeFact", 2_500_000),
        ("SeenFact", 2_500_000),
        ("EffectFact", 2_500_000),
    ]


def test_a_dead_sender_is_heard_no_more():
    async def act(world, process):
        process.is_alive = False
        world.report(3, Outcome(state="accepted"))
        world.seen(3, "ok")
        world.effect("e", "sent")

    assert with_world(act)[1] == []


def test_chance_is_keyed():
    async def act(world, _process):
        return world.chance("a", 1), world.chance("a", 1), world.chance("a", 2)

    (first, again, other), _ = with_world(act)
    assert first == again != other
    assert 0 <= first < 1


def test_a_store_is_the_same_by_name_and_gives_way_around_a_write():
    async def act(world, _process):
        store = world.store("outbox")
        assert world.store("outbox") is store
        writing = asyncio.ensure_future(store.write({"a": b"1", "b": b"2", "c": b"3"}))
        await asyncio.sleep(0)
        before = dict(store.kept)
        await asyncio.sleep(0)
        between = dict(store.kept), writing.done()
        await writing
        await store.write({"b": None, "zz": None})
        return before, between, await store.get("a"), [pair async for pair in store.items("")]

    (before, between, value, left), _ = with_world(act)
    assert before == {}
    assert between == ({"a": b"1", "b": b"2", "c": b"3"}, False)
    assert value == b"1"
    assert left == [("a", b"1"), ("c", b"3")]


@pytest.mark.parametrize("name", ["two words", "", "../x"])
def test_a_store_has_a_plain_name(name):
    async def act(world, _process):
        with pytest.raises(ValueError, match="plain word"):
            world.store(name)

    with_world(act)


def test_a_store_has_bounds():
    async def act(world, _process):
        with pytest.raises(ValueError, match="at most"):
            await world.store("s").write({"k" * 600: b""})

    with_world(act)


def test_a_write_that_fails_changes_nothing():
    async def act(world, _process):
        with pytest.raises(TypeError, match="must be a str and bytes"):
            await world.store("s").write({"a": b"1", "b": "text"})
        return await world.store("s").get("a")

    assert with_world(act)[0] is None


def test_a_cookie_is_kept_where_an_answer_sets_one():
    async def act(world, _process):
        for headers in ({}, {"set-cookie": "a=1"}, {}):
            answer = httpx.Response(
                200, headers=headers, request=httpx.Request("GET", "http://x/")
            )
            world.http.cookies.extract_cookies(answer)
        return dict(world.http.cookies)

    assert with_world(act)[0] == {"a": "1"}
