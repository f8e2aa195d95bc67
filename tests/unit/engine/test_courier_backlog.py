from couriers import ANA, end, sent
from worlds import SECOND, World

from windtunnel.domain.events import CustomerText
from windtunnel.domain.facts import PushDroppedFact, PushFact
from windtunnel.engine import courier
from windtunnel.engine.courier import BATCH_MAX, IN_FLIGHT_MAX


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


def test_what_was_dropped_keeps_no_event_while_its_next_try_was_to_come(monkeypatch):
    world = one_at_a_time(monkeypatch, OWED_MAX=2, BACKLOG=100)
    write(world, "a")
    end(world, world.pushes()[0], http=500)
    write(world, "b", "c")
    (waiting,) = (timer for slot in world.platform._core.wheel._slots.values() for timer in slot)
    assert waiting[3].events == ()


def test_of_those_that_flew_while_others_were_dropped_the_oldest_is_still_the_oldest(monkeypatch):
    world = one_at_a_time(monkeypatch, OWED_MAX=3, IN_FLIGHT_MAX=2, BACKLOG=100)
    write(world, "a", "b", "c", "d")
    for push in world.pushes()[:2]:
        end(world, push, http=500)
    write(world, "e")
    (first, last) = world.facts(PushDroppedFact)
    assert [texts for _, texts in told(world)][:2] == [["a"], ["b"]]
    assert last.events == world.facts(PushFact)[0].events != first.events


def test_what_was_dropped_before_its_turn_does_not_wait_for_it(monkeypatch):
    world = one_at_a_time(monkeypatch, OWED_MAX=3, BACKLOG=100)
    write(world, *"abcdefghij")
    assert len(world.platform.number("main").courier._ready) == 2


def test_a_push_that_can_be_full_does_not_wait(monkeypatch):
    bounds = {"BATCH_MAX": 2, "BACKLOG": 3, "GATHERING_FROM": 1, "IN_FLIGHT_MAX": 2}
    world = one_at_a_time(monkeypatch, **bounds)
    write(world, *"abcde")
    end(world, world.pushes()[0])
    assert [texts for _, texts in told(world)] == [["a"], ["b"], ["c"]]
    write(world, "f")
    end(world, world.pushes()[1])
    assert [texts for _, texts in told(world)][3:] == [["d"]]
    write(world, *"gh")
    end(world, world.pushes()[2])
    assert [texts for _, texts in told(world)][4:] == [["e", "f"]]
    end(world, world.pushes()[3])
    assert [texts for _, texts in told(world)][5:] == [["g", "h"]]
