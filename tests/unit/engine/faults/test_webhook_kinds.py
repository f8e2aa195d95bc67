"""Each webhook fault strikes the pushes of its events, and is used up or over."""

import pytest
from worlds import SECOND, World, profile

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import CustomerText, Heal, InjectFault, PushEnded, Settle, Subscribe
from windtunnel.domain.facts import (
    FaultOffFact,
    PushDroppedFact,
    PushFact,
    StatusFact,
)
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel.engine import courier

ANA = "5511999990001"
DAY_MS = 86_400_000
YEAR = 365 * 86_400 * SECOND
EXACT = Scope(exact=((0, 1),))


def fault(kind, scope=EXACT, **settings):
    return FaultSpec(kind=kind, for_us=YEAR, scope=scope, settings=settings)


def sent(*faults, markers=(0,), **spec):
    """Return a world whose messages were sent and have come to their end."""
    world = World(timeline=faults, **spec)
    for marker in markers:
        world.send(f"551199999{marker:04d}", template="plain", marker=marker)
    return world


def tries(world):
    return [(fact.t, fact.events[0].rpartition(":")[2]) for fact in world.facts(PushFact)]


def order(world):
    return [status for _, status in tries(world)]


def used_up(world):
    return [(fact.fault, fact.why) for fact in world.facts(FaultOffFact) if fact.why != "ttl"]


PLAIN_TIMES = {status: t for t, status in tries(sent().finish())}


def test_a_delayed_event_is_pushed_that_much_later_and_the_fault_is_used_up():
    world = sent(fault("webhook-delay", delay_ms=3000, status="delivered")).finish()
    times = {status: t for t, status in tries(world)}
    assert times["delivered"] == PLAIN_TIMES["delivered"] + 3 * SECOND
    assert times["sent"] == PLAIN_TIMES["sent"]
    (late,) = [fact for fact in world.facts(PushFact) if fact.fault]
    assert (late.fault, late.fault_id, late.signed) == ("webhook-delay", "f1", "good")
    assert used_up(world) == [("webhook-delay", "used_up")]


def test_without_a_status_every_event_of_the_message_is_struck_up_to_the_last():
    world = sent(fault("webhook-delay", delay_ms=1000), markers=(0, 1)).finish()
    assert [fact.fault for fact in world.facts(PushFact)].count("webhook-delay") == 3
    off = world.facts(FaultOffFact)[0]
    assert (off.why, off.t) == ("used_up", PLAIN_TIMES["read"])


def test_another_attempt_or_status_is_not_struck():
    faults = (
        fault("webhook-lost", Scope(exact=((0, 2),))),
        fault("webhook-lost", status="failed"),
    )
    assert order(sent(*faults).finish()) == ["sent", "delivered", "read"]


def test_a_duplicate_comes_though_the_first_was_acked_a_week_later_if_need_be():
    after_ms = 6 * DAY_MS + 23 * 3_600_000
    world = sent(fault("webhook-duplicate", after_ms=after_ms, status="sent")).finish()
    assert order(world) == ["sent", "delivered", "read", "sent"]
    first, again = (fact for fact in world.facts(PushFact) if fact.events[0].endswith(":sent"))
    assert again.t - first.t == after_ms * 1000
    assert (first.fault, again.fault) == (None, "webhook-duplicate")
    assert first.push != again.push


def test_two_duplicates_of_an_event_have_ids_of_their_own():
    faults = [fault("webhook-duplicate", after_ms=ms, status="read") for ms in (5, 6)]
    pushes = [push.id for push in sent(*faults).finish().pushes() if "read" in push.id]
    assert len(set(pushes)) == len(pushes) == 3


def test_a_reordered_event_goes_once_the_next_one_has_gone():
    world = sent(fault("webhook-reorder", status="sent")).finish()
    assert order(world) == ["delivered", "sent", "read"]
    times = {status: t for t, status in tries(world)}
    assert times["sent"] == times["delivered"] == PLAIN_TIMES["delivered"]
    assert used_up(world) == [("webhook-reorder", "used_up")]


def test_a_reorder_of_any_status_swaps_the_first_two():
    assert order(sent(fault("webhook-reorder")).finish()) == ["delivered", "sent", "read"]


def test_a_whole_message_can_come_in_reverse():
    assert order(sent(fault("webhook-reorder", Scope())).finish()) == ["read", "delivered", "sent"]


def test_a_held_event_waits_for_one_that_is_late_itself():
    faults = (
        fault("webhook-reorder", status="sent"),
        fault("webhook-delay", delay_ms=60_000, status="delivered"),
    )
    assert order(sent(*faults).finish()) == ["read", "delivered", "sent"]


def test_the_last_event_has_no_next_one_and_is_not_held():
    world = sent(fault("webhook-reorder", status="read")).finish()
    assert order(world) == ["sent", "delivered", "read"]
    assert used_up(world) == [("webhook-reorder", "missed")]


def test_a_lost_event_is_never_pushed_and_the_ledger_says_so():
    world = sent(fault("webhook-lost", status="delivered")).finish()
    assert order(world) == ["sent", "read"]
    (fact,) = world.facts(PushDroppedFact)
    assert (fact.why, fact.fault, fact.fault_id) == ("lost", "webhook-lost", "f1")
    assert fact.events[0].endswith(":delivered")
    assert len(world.facts(StatusFact)) == 3
    counters = world.platform.counters
    assert (counters["owed"], counters["push_dropped"]) == (0, 1)
    assert used_up(world) == [("webhook-lost", "used_up")]


def test_what_waits_for_a_lost_event_goes_when_that_would_have():
    faults = (
        fault("webhook-reorder", status="sent"),
        fault("webhook-lost", status="delivered"),
    )
    assert tries(sent(*faults).finish())[0] == (PLAIN_TIMES["delivered"], "sent")


@pytest.mark.parametrize("ack", [200, 401, 500, None], ids=str)
def test_a_forged_push_comes_first_once_whatever_is_answered(ack):
    world = sent(fault("webhook-bad-signature", status="sent"), ack=ack).finish()
    tried = [fact for fact in world.facts(PushFact) if fact.events[0].endswith(":sent")]
    assert [fact.signed for fact in tried] == ["bad", *["good"] * (1 if ack == 200 else 3)]
    assert tried[0].fault == "webhook-bad-signature"
    assert tried[1].fault is None
    assert tried[1].t - tried[0].t == 200_000
    assert world.platform.counters["owed"] == 0
    flags = [push.bad_signature for push in world.pushes() if push.events[0].status == "sent"]
    assert flags == [fact.signed == "bad" for fact in tried]


def test_a_forged_push_of_a_lost_event_still_comes():
    faults = (fault("webhook-bad-signature", status="read"), fault("webhook-lost", status="read"))
    world = sent(*faults).finish()
    assert [fact.signed for fact in world.facts(PushFact)] == ["good", "good", "bad"]


def test_a_delayed_push_has_its_forged_one_just_before():
    faults = (
        fault("webhook-bad-signature", status="sent"),
        fault("webhook-delay", delay_ms=9000, status="sent"),
    )
    (forged, true) = (
        fact for fact in sent(*faults).finish().facts(PushFact) if "sent" in fact.push
    )
    assert (forged.signed, true.signed, true.fault) == ("bad", "good", "webhook-delay")
    assert true.t - forged.t == 200_000
    assert true.t == PLAIN_TIMES["sent"] + 9 * SECOND


def test_a_forged_push_that_is_not_made_is_no_loss():
    world = sent(fault("webhook-delay", delay_ms=9000), fault("webhook-bad-signature"))
    world.run(PLAIN_TIMES["sent"])
    world.step(Subscribe(subscriber=world.platform.account, url=None))
    (dropped,) = world.facts(PushDroppedFact)
    assert (dropped.why, len(dropped.events)) == ("unsubscribed", 1)
    assert world.platform.counters["owed"] == 0


def test_what_is_held_is_dropped_with_the_subscription():
    world = sent(fault("webhook-reorder", status="sent")).run(PLAIN_TIMES["sent"])
    world.step(Subscribe(subscriber=world.platform.account, url=None))
    assert [fact.why for fact in world.facts(PushDroppedFact)] == ["unsubscribed"]
    world.step(Subscribe(subscriber=world.platform.account, url="http://127.0.0.1:9/other"))
    assert order(world.finish()) == ["delivered", "read"]
    assert world.platform.counters["owed"] == 0


def test_what_is_held_can_be_dropped_for_its_age(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 1)
    world = sent(fault("webhook-reorder", status="sent")).finish()
    assert [fact.why for fact in world.facts(PushDroppedFact)] == ["too_many_owed"]
    assert order(world) == ["delivered", "read"]
    assert world.platform.counters["owed"] == 0


def test_customers_texts_are_no_news_of_a_message():
    world = sent(fault("webhook-lost", Scope()), markers=())
    world.step(CustomerText(recipient=ANA, number="main", text="hello"))
    assert len(world.finish().facts(PushFact)) == 1


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("webhook-delay", {"delay_ms": 500}),
        ("webhook-duplicate", {"after_ms": 500}),
        ("webhook-reorder", {}),
        ("webhook-lost", {}),
        ("webhook-bad-signature", {}),
    ],
)
def test_each_is_over_when_it_is_healed(kind, settings):
    world = sent(fault(kind, Scope(), **settings), markers=())
    world.step(Heal())
    world.send(ANA, template="plain", marker=0)
    assert tries(world.finish()) == [(t, status) for status, t in PLAIN_TIMES.items()]


def test_the_first_few_events_are_struck_and_each_counts():
    world = sent(fault("webhook-lost", Scope(first=2)), markers=(0, 1)).finish()
    assert len(world.facts(PushDroppedFact)) == 2
    assert order(world) == ["delivered", "delivered", "read", "read"]


def test_a_chance_is_drawn_for_each_event_by_its_message_alone():
    def lost(markers):
        world = sent(fault("webhook-lost", Scope(chance=0.5)), markers=markers).finish()
        return {name for fact in world.facts(PushDroppedFact) for name in fact.events}

    all_of = lost(range(20))
    assert 10 < len(all_of) < 50
    assert lost((7,)) == {name for name in all_of if "5511999990007" in name}


def test_the_profiles_own_chance_is_as_it_was_under_a_fault():
    lively = profile(push_duplicate=0.5, push_reorder=0.5)
    plain = sent(markers=range(9), profile=lively).finish()
    faulty = sent(fault("webhook-lost", status="sent"), markers=range(9), profile=lively).finish()
    told = [(t, push) for t, push in moments(plain) if "5511999990000" not in push]
    assert told == [(t, push) for t, push in moments(faulty) if "5511999990000" not in push]


def moments(world):
    return [(fact.t, fact.push) for fact in world.facts(PushFact)]


def test_a_settled_world_pushes_nothing_that_was_held():
    world = sent(fault("webhook-reorder", status="sent"), ack=False).run(PLAIN_TIMES["sent"])
    world.step(Settle())
    assert world.pushes() == []


def test_a_forged_push_does_not_travel_in_a_batch(monkeypatch):
    monkeypatch.setattr(courier, "BACKLOG", 1)
    monkeypatch.setattr(courier, "IN_FLIGHT_MAX", 1)
    forged = fault("webhook-bad-signature", Scope(), status="sent")
    world = sent(forged, ack=False, markers=range(5), switches={"push_batching": True})
    world.run(SECOND)
    while len(world.facts(PushFact)) < len(world.pushes()):
        world.step(PushEnded(push=world.pushes()[-1].id, http=200, ms=1.0))
    sizes = {(push.bad_signature, len(push.events)) for push in world.pushes()}
    assert sizes == {(True, 1), (False, 15)}


@pytest.mark.parametrize(
    ("kind", "settings", "text"),
    [
        ("webhook-delay", {}, "missing required field `delay_ms`"),
        ("webhook-delay", {"delay_ms": -1}, "delay_ms is -1; must be 0 to 2592000000"),
        ("webhook-duplicate", {"after_ms": 2_592_000_001}, "after_ms is 2592000001"),
        ("webhook-lost", {"status": "gone"}, "Invalid enum value 'gone'"),
        ("webhook-early", {"status": "read"}, "Invalid enum value 'read'"),
    ],
)
def test_bad_settings_are_refused_with_what_is_allowed(kind, settings, text):
    with pytest.raises(ConfigError, match=text):
        World().step(InjectFault(spec=fault(kind, **settings)))
