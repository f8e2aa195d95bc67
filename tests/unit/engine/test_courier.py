import pytest
from worlds import SECOND, URL, World, profile

from windtunnel.domain.events import CustomerText, PushEnded
from windtunnel.domain.facts import PushDroppedFact, PushFact
from windtunnel.engine import courier
from windtunnel.engine.courier import BATCH_MAX, IN_FLIGHT_MAX

ANA = "5511999990001"


def sent(count=1, **spec):
    world = World(**spec)
    for n in range(count):
        world.send(f"55119{n:08d}", template="plain", marker=n, at=n * 20_000)
    return world


def end(world, push, http=200):
    world.step(PushEnded(push=push.id, http=http, ms=3.5))


def statuses(pushes):
    return [event.status for push in pushes for event in push.events]


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


def test_done_parcels_are_forgotten_behind_one_that_waits(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 3)
    world = World(ack=False)
    world.step(CustomerText(recipient=ANA, number="main", text="stuck"))
    for _ in range(20):
        world.step(CustomerText(recipient=ANA, number="main", text="x"))
        end(world, world.pushes()[-1])
    assert len(world.platform._courier._by_age) <= 7


def test_in_a_backlog_the_switch_posts_events_together():
    world = sent(400, ack=False, switches={"push_batching": True}).run(60 * SECOND)
    assert {len(push.events) for push in world.pushes()} == {1}
    end(world, world.pushes()[0])
    batch = world.pushes()[-1]
    assert len(batch.events) == BATCH_MAX
    end(world, batch, http=500)
    world.run(world.now + 2 * SECOND)
    for push in world.pushes()[1:IN_FLIGHT_MAX]:
        end(world, push)
    again = [push for push in world.pushes() if push.attempt_no == 2]
    assert [push.events for push in again] == []
    world.ack, world._carried = 200, 0
    world._carry()
    world.finish()
    assert world.platform.counters["owed"] == 0
    again = [push for push in world.pushes() if push.attempt_no == 2]
    assert [push.events for push in again] == [batch.events]


def behind():
    """Return a world with a backlog of 1,136 events behind 64 pushes."""
    return sent(400, ack=False, switches={"push_batching": True}).run(60 * SECOND)


def test_a_backlog_is_posted_in_full_batches_while_eight_pushes_fly():
    world = behind()
    for push in world.pushes()[: IN_FLIGHT_MAX - 1]:
        end(world, push)
    sizes = [len(push.events) for push in world.pushes()[IN_FLIGHT_MAX:]]
    assert sizes == [BATCH_MAX] * 11
    for push in world.pushes()[IN_FLIGHT_MAX - 1 : IN_FLIGHT_MAX + 3]:
        end(world, push)
    assert len(world.pushes()) == IN_FLIGHT_MAX + 11
    end(world, world.pushes()[IN_FLIGHT_MAX + 3])
    assert len(world.pushes()[-1].events) == 36


def test_a_backlog_is_over_when_nothing_waits_or_flies():
    world = behind()
    world.ack, world._carried = 200, 0
    world._carry()
    world.ack = False
    write(world, *"abcdefghij")
    assert [len(push.events) for push in world.pushes()[-10:]] == [1] * 10


def test_without_the_switch_a_backlog_is_posted_one_by_one():
    world = sent(400, ack=False).run(60 * SECOND)
    end(world, world.pushes()[0])
    assert len(world.pushes()[-1].events) == 1


def one_at_a_time(monkeypatch, **bounds):
    for name, value in {"BACKLOG": 0, "IN_FLIGHT_MAX": 1, **bounds}.items():
        monkeypatch.setattr(courier, name, value)
    return World(ack=False, switches={"push_batching": True})


def write(world, *texts):
    for text in texts:
        world.step(CustomerText(recipient=ANA, number="main", text=text))


def told(world):
    return [(push.attempt_no, [event.text for event in push.events]) for push in world.pushes()]


def test_a_batch_holds_first_tries_only(monkeypatch):
    world = one_at_a_time(monkeypatch)
    write(world, "a", "b", "c")
    end(world, world.pushes()[0], http=500)
    write(world, "d", "e")
    world.run(2 * SECOND)
    write(world, "f", "g")
    for _ in range(3):
        end(world, world.pushes()[-1])
    assert told(world) == [
        (1, ["a"]),
        (1, ["b", "c"]),
        (1, ["d", "e"]),
        (2, ["a"]),
        (1, ["f", "g"]),
    ]


def test_a_batch_holds_no_event_that_was_dropped(monkeypatch):
    world = one_at_a_time(monkeypatch, OWED_MAX=4)
    write(world, "a", "b")
    end(world, world.pushes()[0], http=500)
    write(world, "c")
    world.run(2 * SECOND)
    write(world, "d", "e")
    end(world, world.pushes()[-1])
    assert told(world) == [(1, ["a"]), (1, ["b"]), (1, ["c", "d", "e"])]
    assert world.platform.counters["push_dropped"] == 1


def test_the_oldest_is_found_behind_those_that_fly_and_those_that_are_done(monkeypatch):
    world = one_at_a_time(monkeypatch, OWED_MAX=3, IN_FLIGHT_MAX=2, BACKLOG=100)
    write(world, "a", "b", "c")
    end(world, world.pushes()[1])
    write(world, "d", "e")
    end(world, world.pushes()[0])
    assert [texts for _, texts in told(world)] == [["a"], ["b"], ["c"], ["e"]]


def test_one_by_one_no_dropped_event_is_pushed(monkeypatch):
    world = one_at_a_time(monkeypatch, OWED_MAX=4, BACKLOG=100)
    write(world, "a", "b")
    end(world, world.pushes()[0], http=500)
    write(world, "c")
    world.run(2 * SECOND)
    write(world, "d", "e")
    for _ in range(4):
        end(world, world.pushes()[-1])
    assert [texts for _, texts in told(world)] == [["a"], ["b"], ["c"], ["d"], ["e"]]
