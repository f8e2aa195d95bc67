import pytest
from couriers import ANA, end, sent, statuses
from worlds import SECOND, URL, World, profile

from windtunnel.domain.events import CustomerText
from windtunnel.domain.facts import PushDroppedFact, PushFact
from windtunnel.domain.profile import Spread
from windtunnel.engine import courier
from windtunnel.engine.courier import IN_FLIGHT_MAX


def test_each_status_is_one_push_that_names_its_subscriber():
    world = sent().finish()
    first = world.pushes()[0]
    assert statuses(world.pushes()) == ["sent", "delivered", "read"]
    assert (first.url, first.subscriber, first.attempt_no) == (URL, world.platform.account, 1)
    assert (first.secret, first.timeout_s) == (world.platform.secret, 5.0)


def test_the_end_of_a_push_is_a_fact():
    world = sent(ack=False).run(100_000)
    end(world, world.pushes()[0], http=204)
    fact = world.facts(PushFact)[0]
    assert (fact.http, fact.ms, fact.attempt_no, fact.signed) == (204, 3.5, 1, "good")
    assert fact.events == (world.pushes()[0].events[0].event,)


def test_nobody_is_told_where_nobody_subscribed():
    world = sent(hook=False).finish()
    assert (world.pushes(), world.platform.counters["owed"]) == ([], 0)


@pytest.mark.parametrize("http", [500, 404, 302, 100, None], ids=str)
def test_a_push_that_is_not_acked_is_tried_on_the_ladder_and_given_up(http):
    world = sent(ack=http).finish()
    tries = [(fact.t, fact.attempt_no) for fact in world.facts(PushFact) if "sent" in fact.push]
    assert tries == [(100_000, 1), (1_100_000, 2), (11_100_000, 3)]
    dropped = [fact.why for fact in world.facts(PushDroppedFact)]
    assert dropped == ["ladder_ended"] * 3
    counters = world.platform.counters
    assert (counters["pushes"], counters["push_failed"], counters["push_dropped"]) == (9, 9, 3)
    assert counters["owed"] == 0


def test_each_try_waits_for_the_profiles_push_delay_too():
    slow = profile(push_delay=Spread(median_ms=10, sigma=0))
    world = sent(ack=500, profile=slow).finish()
    tries = [fact.t for fact in world.facts(PushFact) if "sent" in fact.push]
    assert tries == [110_000, 1_120_000, 11_130_000]


@pytest.mark.parametrize(("success", "tries"), [("2xx", 3), ("200", 9)])
def test_a_switch_decides_whether_other_2xx_are_acks(success, tries):
    world = sent(ack=202, switches={"push_success": success}).finish()
    assert len(world.pushes()) == tries


def test_a_try_has_its_own_id_in_every_run():
    one, two = sent(ack=500).finish(), sent(ack=500).finish()
    ids = [push.id for push in one.pushes()]
    assert len(set(ids)) == len(ids) == 9
    assert ids == [push.id for push in two.pushes()]


def test_sixty_four_pushes_fly_at_once_and_the_next_waits_its_turn():
    world = sent(80, ack=False).run(20 * SECOND)
    assert len(world.pushes()) == IN_FLIGHT_MAX
    end(world, world.pushes()[0])
    assert len(world.pushes()) == IN_FLIGHT_MAX + 1


def test_the_end_of_an_unknown_push_changes_nothing():
    world = sent(ack=False).run(100_000)
    end(world, world.pushes()[0])
    before = len(world.out)
    end(world, world.pushes()[0])
    assert len(world.out) == before


def test_too_many_owed_drop_the_oldest_that_does_not_fly(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 70)
    world = sent(72, ack=False, profile=profile(read_share=0.0)).run(1_540_000)
    oldest = [push.events[0].event for push in world.pushes()]
    dropped = [name for fact in world.facts(PushDroppedFact) for name in fact.events]
    assert {fact.why for fact in world.facts(PushDroppedFact)} == {"too_many_owed"}
    assert not set(oldest) & set(dropped)
    assert world.platform.counters["owed"] == 70
    assert world.platform.counters["push_dropped"] == len(dropped) > 0


def test_what_was_dropped_is_not_pushed_later(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 70)
    world = sent(72, ack=False).run(10 * SECOND)
    world.ack, world._carried = 200, 0
    world._carry()
    world.finish()
    dropped = {name for fact in world.facts(PushDroppedFact) for name in fact.events}
    pushed = {event.event for push in world.pushes() for event in push.events}
    assert (dropped & pushed, len(dropped | pushed)) == (set(), 72 * 3)
    assert world.platform.counters["owed"] == 0


def test_a_waiting_retry_can_be_dropped_too(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 2)
    world = sent(ack=False, profile=profile(read_share=0.0)).run(100_000)
    end(world, world.pushes()[0], http=500)
    world.step(CustomerText(recipient=ANA, number="main", text="a"))
    world.step(CustomerText(recipient=ANA, number="main", text="b"))
    fact = world.facts(PushDroppedFact)[0]
    assert fact.events[0].endswith(":sent")
    world.ack = 200
    assert all(push.attempt_no == 1 for push in world.finish().pushes())


def test_nothing_is_kept_of_what_is_told():
    world = sent(5).finish()
    assert not world.platform.number("main").courier._by_age


def test_done_parcels_are_forgotten_behind_one_that_waits(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 3)
    world = World(ack=False)
    world.step(CustomerText(recipient=ANA, number="main", text="stuck"))
    for _ in range(20):
        world.step(CustomerText(recipient=ANA, number="main", text="x"))
        end(world, world.pushes()[-1])
    assert len(world.platform.number("main").courier._by_age) <= 7
