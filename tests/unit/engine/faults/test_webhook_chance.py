"""Webhook faults where the profile's own chance, or a backlog, moves the same events."""

from worlds import SECOND, World, profile

from windtunnel.domain.facts import PushDroppedFact, PushFact
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel.engine import courier

TWICE = profile(push_duplicate=1.0)


def sent(kind, *, scope=None, told=TWICE, **settings):
    """Return a world whose one message met a fault, and has come to its end."""
    fault = FaultSpec(
        kind=kind,
        for_us=3600 * SECOND,
        scope=scope or Scope(exact=((0, 1),)),
        settings=settings,
    )
    world = World(timeline=(fault,), profile=told)
    world.send(template="plain", marker=0)
    return world.finish()


def told_of(world, status):
    return [fact for fact in world.facts(PushFact) if fact.events[0].endswith(f":{status}")]


def test_a_lost_event_is_not_pushed_by_chance_either():
    world = sent("webhook-lost", status="delivered")
    assert told_of(world, "delivered") == []
    assert [fact.why for fact in world.facts(PushDroppedFact)] == ["lost"]
    assert world.platform.counters["owed"] == 0


def test_a_duplicate_by_chance_is_as_late_as_the_delayed_event():
    plain = told_of(sent("webhook-lost", status="read"), "sent")
    late = told_of(sent("webhook-delay", delay_ms=60_000, status="sent"), "sent")
    assert [fact.t for fact in late] == [fact.t + 60 * SECOND for fact in plain]
    assert [fact.fault for fact in late] == ["webhook-delay"] * 2


def test_a_duplicate_by_chance_comes_no_sooner_than_the_forged_push():
    forged, *true = told_of(sent("webhook-bad-signature", status="sent"), "sent")
    assert (forged.signed, [fact.signed for fact in true]) == ("bad", ["good"] * 2)
    assert [fact.fault for fact in true] == [None] * 2


def test_a_push_of_several_events_names_the_fault_of_any(monkeypatch):
    monkeypatch.setattr(courier, "BACKLOG", 0)
    monkeypatch.setattr(courier, "IN_FLIGHT_MAX", 1)
    delay = FaultSpec(
        kind="webhook-delay",
        scope=Scope(exact=((2, 1),)),
        settings={"delay_ms": 1, "status": "sent"},
    )
    world = World(ack=False, timeline=(delay,), switches={"push_batching": True})
    for n in range(4):
        world.send(f"551199999000{n}", template="plain", marker=n)
    world.run(SECOND)
    world.ack, world._carried = 200, 0
    world._carry()
    first, batch = world.facts(PushFact)
    assert (len(first.events), first.fault) == (1, None)
    assert len(batch.events) > 1
    assert (batch.fault, batch.fault_id) == ("webhook-delay", "f1")
