import asyncio

import pytest
from sender_world import CREDENTIALS

from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Outcome
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.ledger import read_ledger
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.world import HostWorld


def facts_after(tmp_path, act, *, scale=1.0):
    """What the ledger holds after an act in a world, `act` may be a coroutine function."""

    async def go():
        world = HostWorld(
            credentials={"meta": CREDENTIALS},
            routes={},
            webhook_url="http://127.0.0.1:1/webhook/meta",
            clock=Clock.starting_now(scale),
            writer=SegmentWriter(tmp_path, "host", segment_bytes=65_536),
            seed=3,
            store_root=tmp_path / "stores",
        )
        try:
            result = act(world)
            return await result if asyncio.iscoroutine(result) else result
        finally:
            await world.close()

    result = asyncio.run(go())
    return [*read_ledger(tmp_path).facts()], result


def test_a_report_is_an_outcome_fact(tmp_path):
    outcome = Outcome(state="failed", cause="limit", code=130429)
    (fact,), _ = facts_after(tmp_path, lambda world: world.report(5, outcome))
    assert (fact.intent, fact.state, fact.cause, fact.code) == (5, "failed", "limit", 130429)


def test_seen_and_effect_are_facts(tmp_path):
    def act(world):
        world.seen(5, "timeout")
        world.effect("m:sent", "sent", noop=True)

    (seen, effect), _ = facts_after(tmp_path, act)
    assert (seen.intent, seen.state) == (5, "timeout")
    assert (effect.event, effect.state, effect.noop) == ("m:sent", "sent", True)


def test_the_arming_message_leaves_no_fact(tmp_path):
    facts, _ = facts_after(tmp_path, lambda w: w.report(ARMING_INDEX, Outcome(state="accepted")))
    assert not facts


def test_chance_depends_on_seed_purpose_and_entity_alone(tmp_path):
    def act(world):
        return [world.chance("a", 1), world.chance("a", 1), world.chance("a", 2)]

    _, (one, same, other) = facts_after(tmp_path, act)
    assert one == same != other
    assert 0 <= one < 1


def test_sleep_is_in_the_senders_own_seconds(tmp_path):
    async def act(world):
        before = world.now()
        await world.sleep(1.0)
        return world.now() - before

    _, slept_s = facts_after(tmp_path, act, scale=100.0)
    assert slept_s == pytest.approx(1.0, abs=5.0)
    assert slept_s >= 1.0


@pytest.mark.parametrize("name", ["../x", "a b", "", "a/b"])
def test_a_store_has_a_plain_name(tmp_path, name):
    with pytest.raises(ValueError, match="plain word"):
        facts_after(tmp_path, lambda world: world.store(name))


@pytest.mark.parametrize(
    ("tell", "said"),
    [
        (lambda world: world.report(5, True), "must be a windtunnel.Outcome"),
        (lambda world: world.report(5, Outcome(state="sent")), "'sent'; must be accepted, failed"),
        (lambda world: world.report("5", Outcome(state="failed")), "world.report: Expected `int`"),
        (lambda world: world.seen(5, "no"), "world.seen: Invalid enum value 'no'"),
        (lambda world: world.effect(None, "sent"), "world.effect: Expected `str`"),
        (lambda world: world.to_agent(7), "world.to_agent: Expected `str`"),
    ],
    ids=["no outcome", "no state", "no intent", "seen", "effect", "to_agent"],
)
def test_what_no_ledger_could_hold_is_refused_where_it_is_said(tmp_path, tell, said):
    def act(world):
        with pytest.raises((TypeError, ValueError), match=said):
            tell(world)

    assert facts_after(tmp_path, act)[0] == []


def test_a_store_that_is_there_is_to_be_had_when_there_may_be_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr("windtunnel_load.store.STORES_MAX", 1)

    def act(world):
        assert world.store("outbox") is world.store("outbox")
        with pytest.raises(ValueError, match="1 at most"):
            world.store("second")

    facts_after(tmp_path, act)
