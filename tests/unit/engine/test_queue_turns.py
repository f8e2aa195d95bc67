"""When a message may leave at the earliest, and which may at all."""

from toyqueue import UNREACHABLE, QueueDialect
from worlds import SECOND, World, profile

from windtunnel.domain.events import (
    ClearMessages,
    Resend,
    SetNumberSettings,
    SetNumberState,
    Tick,
)
from windtunnel.domain.facts import StatusFact
from windtunnel.domain.profile import Spread
from windtunnel.domain.worldspec import FaultSpec
from windtunnel.engine import queue

ANA = "5511999990001"
SLOW = Spread(median_ms=3000, sigma=0)


def world(**spec):
    return World(dialect=QueueDialect(), **spec)


def left(made):
    """Return (place, when it left), in order."""
    places = {m.id: m.ordinal for m in made.platform.number("main").shelf.messages.values()}
    facts = [fact for fact in made.facts(StatusFact) if fact.status == "pending"]
    return [(places[fact.message], fact.status_t) for fact in facts]


def test_a_message_does_not_leave_by_a_timer_set_before_it_came():
    made = world()
    for _ in range(2):
        made.send()
    made.run(SECOND // 2)
    made.now = 3 * SECOND
    made.send(priority=0)
    made.finish()
    assert left(made) == [(1, 0), (2, SECOND), (3, 3 * SECOND)]


def test_a_message_does_not_leave_before_its_answer_behind_another():
    made = World(dialect=QueueDialect(), profile=profile(answer=SLOW))
    made.send()
    made.send(at=2 * SECOND)
    made.finish()
    assert left(made) == [(1, 3 * SECOND), (2, 5 * SECOND)]


def test_one_that_is_answered_sooner_leaves_sooner():
    later = FaultSpec(kind="fail-later", settings={"code": UNREACHABLE}, for_us=SECOND)
    made = World(dialect=QueueDialect(), profile=profile(answer=SLOW), timeline=(later,))
    made.send()
    made.send(at=5 * SECOND)
    made.run(6 * SECOND)
    made.step(Resend(number="main", ordinals=(1,)))
    made.finish()
    assert left(made) == [(1, 6 * SECOND), (2, 8 * SECOND)]


def test_one_that_is_taken_out_does_not_hold_up_the_next():
    made = World(dialect=QueueDialect(), profile=profile(answer=SLOW))
    made.send()
    made.send(at=SECOND)
    made.step(ClearMessages(number="main", ordinals=(1,)))
    made.finish()
    assert left(made) == [(2, 4 * SECOND)]


def test_a_late_tick_lets_nothing_leave_while_its_number_was_away():
    made = world()
    for _ in range(2):
        made.send()
    made.run(SECOND // 2)
    made.step(SetNumberState(number="main", state="standby"))
    made.now = 3 * SECOND
    made.step(SetNumberState(number="main", state="connected"))
    made.step(Tick())
    assert left(made) == [(1, 0), (2, 3 * SECOND)]


def test_a_longer_gap_does_not_put_off_what_is_planned():
    made = world()
    for _ in range(3):
        made.send()
    made.run(SECOND // 2)
    made.step(SetNumberSettings(number="main", settings={"gap_s": 5}))
    made.finish()
    assert left(made) == [(1, 0), (2, SECOND), (3, 6 * SECOND)]


def test_a_full_queue_lets_its_oldest_expire(monkeypatch):
    monkeypatch.setattr(queue, "QUEUE_MAX", 2)
    made = world()
    made.step(SetNumberState(number="main", state="standby"))
    for second in range(4):
        assert made.send(at=second * SECOND).accepted
    failed = [fact.status_t for fact in made.facts(StatusFact) if fact.status == "failed"]
    assert failed == [2 * SECOND, 3 * SECOND]
    kept = made.platform.number("main").shelf.messages.values()
    assert [message.status for message in kept] == ["failed", "failed", "queued", "queued"]


def test_a_message_that_fails_does_so_when_it_leaves():
    made = world(not_on_whatsapp=1.0)
    made.send()
    made.run(0)
    message = made.platform.number("main").shelf.messages[1]
    assert (message.status, message.sent_t) == ("failed", None)
    made.step(ClearMessages(number="main", ordinals=(1,)))
    assert [fact.status for fact in made.finish().facts(StatusFact)] == ["failed"]


def test_an_early_callback_is_only_for_what_leaves_at_once():
    made = world(timeline=(FaultSpec(kind="webhook-early"),))
    assert [made.send().delay_us for _ in range(2)] == [SECOND // 2, 0]
    assert made.send(at=10 * SECOND).delay_us == SECOND // 2
    made.step(SetNumberState(number="main", state="standby"))
    assert made.send(at=20 * SECOND).delay_us == 0
