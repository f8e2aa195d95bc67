"""The queue of a number: one message after the other, in time, in order, or not at all."""

from itertools import pairwise

import pytest
from toyqueue import EXPIRED, QueueDialect
from worlds import SECOND, World, profile

from windtunnel.domain.events import ClearFault, SetNumberSettings, SetNumberState, Settle
from windtunnel.domain.facts import AnswerFact, HandsetFact, StatusFact
from windtunnel.domain.profile import Spread
from windtunnel.domain.worldspec import FaultSpec, NumberSpec

DAY = 86_400 * SECOND
ANA = "5511999990001"
LATE = Spread(median_ms=2000, sigma=0)


def world(**spec):
    return World(dialect=QueueDialect(), **spec)


def burst(count, **fields):
    made = world()
    for _ in range(count):
        made.send(**fields)
    return made


def departures(made):
    """Return when messages left, in order."""
    return [fact.status_t for fact in made.facts(StatusFact) if fact.status == "pending"]


def failures(made):
    return [fact for fact in made.facts(StatusFact) if fact.status == "failed"]


def standing(made):
    return [message.status for message in made.platform.number("main").shelf.messages.values()]


def state(made, to, **fields):
    made.step(SetNumberState(number="main", state=to, **fields))


def test_an_answer_bears_the_place_among_the_numbers_messages():
    made = world()
    assert [made.send().ordinal for _ in range(3)] == [1, 2, 3]
    assert standing(made) == ["queued"] * 3


def test_messages_leave_one_after_the_other():
    made = burst(3).finish()
    assert departures(made) == [0, SECOND, 2 * SECOND]
    assert standing(made) == ["read"] * 3


def test_a_message_says_when_it_left_and_goes_through_every_status():
    made = world()
    made.send()
    made.finish()
    said = [(fact.status, fact.status_t) for fact in made.facts(StatusFact)]
    ms = 1000
    expected = [("pending", 0), ("sent", 100 * ms), ("delivered", 300 * ms), ("read", 700 * ms)]
    assert said == expected
    assert made.platform.number("main").shelf.messages[1].sent_t == 0


def test_nothing_leaves_before_its_answer_where_none_waits():
    made = World(dialect=QueueDialect(), profile=profile(answer=LATE))
    made.send()
    assert departures(made.finish()) == [2 * SECOND]


def test_ten_that_wait_make_the_gap_long():
    made = burst(12).finish()
    gaps = [after - before for before, after in pairwise(departures(made))]
    assert gaps == [15 * SECOND] * 2 + [SECOND] * 9


def test_a_thousand_at_once_take_more_than_four_hours():
    made = burst(1_000).finish()
    hours = departures(made)[-1] / (3_600 * SECOND)
    assert len(departures(made)) == 1_000
    assert hours == pytest.approx(4.1, abs=0.05)
    assert not failures(made)


def test_of_ten_thousand_at_once_more_than_four_thousand_expire():
    made = burst(10_000)
    made.step(Settle())
    left, expired = departures(made), failures(made)
    assert (len(left), len(left) + len(expired)) == (5_760, 10_000)
    assert {(fact.code, fact.status_t) for fact in expired} == {(EXPIRED, DAY)}
    assert left[-1] <= DAY


def test_a_lower_priority_leaves_first_and_equal_ones_as_they_came():
    made = world()
    for priority in (None, 5, 20, 5, 0):
        made.send(priority=priority)
    made.finish()
    order = [fact.message for fact in made.facts(StatusFact) if fact.status == "pending"]
    ordinals = {m.id: m.ordinal for m in made.platform.number("main").shelf.messages.values()}
    assert [ordinals[message] for message in order] == [5, 2, 4, 1, 3]


def test_the_gap_holds_when_the_queue_was_empty_for_less():
    made = burst(1).run(SECOND // 2)
    made.send()
    assert departures(made.finish()) == [0, SECOND]
    made.send(at=60 * SECOND)
    assert departures(made.finish())[-1] == 60 * SECOND


def test_settling_runs_a_queue_to_the_same_end_as_time_does():
    slow, settled = burst(40), burst(40)
    slow.finish()
    settled.step(Settle())
    assert departures(slow) == departures(settled)
    assert standing(settled) == standing(slow)
    assert all(fact.settled for fact in settled.facts(HandsetFact))


def test_it_accepts_and_waits_while_its_number_is_away():
    made = world()
    state(made, "disconnected")
    assert made.send().accepted
    assert departures(made.run(60 * SECOND)) == []
    state(made, "connected")
    assert departures(made.finish()) == [60 * SECOND]


def test_a_short_absence_stops_what_was_to_leave_meanwhile():
    made = burst(2).run(SECOND // 2)
    state(made, "standby")
    made.run(10 * SECOND)
    assert len(departures(made)) == 1
    state(made, "connected")
    assert departures(made.finish()) == [0, 10 * SECOND]


def test_an_absence_between_two_departures_moves_none():
    made = burst(2).run(SECOND // 4)
    state(made, "standby")
    made.run(SECOND // 2)
    state(made, "connected")
    assert departures(made.finish()) == [0, SECOND]


def test_what_waits_for_a_day_expires_and_does_not_leave():
    made = world()
    state(made, "logged_out")
    made.send()
    made.send(at=SECOND)
    made.run(DAY + SECOND // 2)
    assert [(fact.code, fact.status_t) for fact in failures(made)] == [(EXPIRED, DAY)]
    state(made, "connected")
    made.finish()
    assert (standing(made), len(failures(made))) == (["failed", "read"], 1)


def test_a_number_comes_back_by_itself_even_while_settling():
    made = world()
    state(made, "starting", for_us=3 * SECOND)
    made.send()
    made.step(Settle())
    assert standing(made) == ["read"]
    assert made.platform.number("main").state == "connected"


def test_a_shorter_gap_is_that_of_the_next_departure():
    number = NumberSpec(provider="queue", settings={"gap_s": 5})
    made = world(numbers=(number,))
    for _ in range(3):
        made.send()
    made.run(6 * SECOND)
    made.step(SetNumberSettings(number="main", settings={"gap_s": 0.5}))
    assert departures(made.finish()) == [0, 5 * SECOND, 6 * SECOND]
    assert made.platform.number("main").settings == {"gap_s": 0.5}
    assert made.send().accepted


def test_a_message_that_is_to_fail_takes_its_turn_and_is_never_under_way():
    fault = FaultSpec(kind="fail-later", settings={"code": 63})
    made = world(timeline=(fault,))
    made.send()
    made.step(ClearFault(id="f1"))
    made.send()
    made.finish()
    assert [fact.code for fact in failures(made)] == [63]
    assert departures(made) == [SECOND]
    assert standing(made) == ["failed", "read"]


def test_what_has_left_before_an_older_one_does_not_expire_with_it():
    made = world()
    made.send()
    made.send(priority=5)
    made.run(SECOND // 2)
    state(made, "disconnected")
    made.finish()
    assert standing(made) == ["failed", "read"]


def test_many_that_expired_leave_nothing_behind():
    made = world()
    state(made, "disconnected")
    for _ in range(1_500):
        made.send()
    made.run(DAY)
    queue = made.platform.number("main").queue
    assert (len(queue), len(queue._turns), len(queue._ages)) == (0, 0, 0)


def test_a_queue_that_is_empty_waits_for_nothing():
    made = burst(20).finish()
    assert (made.now, made.platform.next_due()) == (159_700_000, None)


@pytest.mark.parametrize(
    ("kind", "last"), [("voice", "played"), ("audio", "played"), ("text", "read")]
)
def test_what_can_be_heard_is_played(kind, last):
    heard = profile(played_share=1.0, played=LATE)
    made = World(dialect=QueueDialect(), profile=heard)
    made.send(kind=kind)
    made.finish()
    assert made.facts(StatusFact)[-1].status == last


def test_not_everybody_plays_what_they_read():
    made = World(dialect=QueueDialect(), profile=profile(played_share=0.5))
    for index in range(40):
        made.send(kind="voice", marker=index)
    made.finish()
    assert 8 < standing(made).count("played") < 32


def test_an_early_callback_comes_before_the_answer():
    made = world(timeline=(FaultSpec(kind="webhook-early"),))
    answer = made.send()
    assert (departures(made), answer.delay_us) == ([], SECOND // 2)
    assert departures(made.run(0)) == [0]


def test_every_accepted_one_has_its_answer_and_its_place():
    made = burst(3)
    ids = [fact.message for fact in made.facts(AnswerFact)]
    kept = made.platform.number("main").shelf.messages
    assert [message.id for message in kept.values()] == ids
