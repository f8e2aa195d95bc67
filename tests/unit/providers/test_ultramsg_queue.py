"""UltraMsg over the platform: the arithmetic of its queue, and what fails where nobody is told."""

import pytest
from ultrainstance import TOKEN, Instance

from windtunnel.domain.events import SetNumberSettings, SetNumberState
from windtunnel.domain.facts import AnswerFact, StatusFact

HOUR_S = 3_600


@pytest.mark.proves("ultramsg", "sendDelayMax from 10 waiting", "status sent")
def test_a_burst_of_a_thousand_leaves_in_about_four_hours():
    # Source: BLOG (1 s under 10 waiting, 15 s from 10 on), read 2026-11-22; (1000 − 9) × 15 s.
    instance = Instance()
    ids = [instance.send(body=f"Hello {place}").ordinal for place in range(1_000)]
    left = instance.settle().times("pending")
    assert ids == list(range(1, 1_001))
    assert len(left) == 1_000
    assert left[-1] / HOUR_S == pytest.approx(4.13, abs=0.02)


@pytest.mark.proves("ultramsg", "expiry after 24 h", "status expired")
def test_of_a_burst_of_ten_thousand_what_cannot_leave_in_a_day_expires():
    # 9,991 wait 15 s each: 5,760 leave in 24 h, and about 4,200 expire.
    instance = Instance()
    for place in range(10_000):
        instance.send(body=f"Hello {place}")
    instance.settle()
    assert len(instance.times("pending")) == pytest.approx(5_770, abs=15)
    assert instance.failed() == {22: 10_000 - len(instance.times("pending"))}


@pytest.mark.proves("ultramsg", "sendDelay under 10 waiting")
def test_ten_that_wait_slow_the_sender_down_fifteen_times():
    left = [Instance(), Instance()]
    for instance, count in zip(left, (10, 21), strict=True):
        for place in range(count):
            instance.send(body=f"Hello {place}")
        instance.settle()
    short, long = (instance.times("pending") for instance in left)
    assert short[-1] - short[0] == pytest.approx(9)
    assert long[-1] - long[0] == pytest.approx(11 * 15 + 9)


@pytest.mark.proves("ultramsg", "priority before order of arrival")
def test_a_lower_priority_leaves_first_and_equal_ones_in_order():
    instance = Instance()
    instance.step(SetNumberState(number=instance.number, state="standby"))
    for priority in ("10", "10", "1", "", "0"):
        instance.send(priority=priority)
    instance.step(SetNumberState(number=instance.number, state="connected"), at_s=60.0)
    instance.settle()
    ids = [fact.message for fact in instance.out if isinstance(fact, AnswerFact)]
    left = [fact for fact in instance.out if isinstance(fact, StatusFact)]
    order = [ids.index(fact.message) + 1 for fact in left if fact.status == "pending"]
    assert order == [5, 3, 1, 2, 4]


def test_settings_of_an_instance_change_its_pace():
    instance = Instance()
    settings = {"sendDelay": "5", "webhook_message_ack": "false"}
    instance.step(SetNumberSettings(number=instance.number, settings=settings))
    for _ in range(3):
        instance.send()
    left = instance.settle().times("pending")
    assert left[-1] - left[0] == pytest.approx(10)


@pytest.mark.proves("ultramsg", "queued while the phone is away")
def test_what_is_sent_while_the_phone_is_away_waits_for_it():
    # Source: DOC-chat, read 2026-11-22.
    instance = Instance()
    instance.step(SetNumberState(number=instance.number, state="disconnected"))
    assert instance.send().accepted
    instance.step(SetNumberState(number=instance.number, state="connected"), at_s=100)
    (left,) = instance.settle().times("pending")
    assert left == pytest.approx(100)


@pytest.mark.proves("ultramsg", "instance stopped for non-payment")
def test_an_unpaid_instance_refuses_under_404():
    instance = Instance()
    instance.step(SetNumberState(number=instance.number, state="stopped"))
    answer = instance.send()
    assert (answer.accepted, answer.http, answer.code.code) == (False, 404, 3)
    assert answer.details.startswith("Your instance has been Stopped due to non-payment.")


@pytest.mark.proves("ultramsg", "status invalid", "status unsent")
@pytest.mark.parametrize(
    ("kind", "field", "code"),
    [("chat", {"to": "nobody"}, 20), ("image", {"image": "no file!"}, 21)],
)
def test_what_cannot_arrive_is_accepted_and_fails_later(kind, field, code):
    instance = Instance()
    assert instance.send(kind, **field).accepted
    assert instance.settle().failed() == {code: 1}


def test_what_can_be_heard_is_played():
    instance = Instance(profile={"read_share": 1.0})
    for kind in ("voice", "audio", "chat", "image") * 10:
        instance.send(kind)
    assert 10 < len(instance.settle().times("played")) <= 20


@pytest.mark.proves("ultramsg", "strict switch for urlencoded sends alone")
def test_a_gateway_that_reads_no_json_is_a_switch_of_the_world():
    strict = Instance(switches={"json_sends": False})
    sent = {"written": "application/json"}
    assert Instance().send(**sent).accepted
    assert strict.send(**sent).code.code == 1
    assert strict.send(query=f"token={TOKEN}".encode(), **sent).code.code == 10
    assert strict.send().accepted
