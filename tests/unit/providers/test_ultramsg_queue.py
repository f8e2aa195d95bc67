"""UltraMsg over the platform: the arithmetic of its queue, and what fails where nobody is told."""

from collections import Counter

import msgspec
import pytest
from ultraworld import request

from windtunnel.domain.events import SetNumberSettings, SetNumberState, Tick
from windtunnel.domain.facts import AnswerFact, StatusFact
from windtunnel.domain.worldspec import NumberSpec, TokenSpec, WorldSpec
from windtunnel.engine.platform import Platform
from windtunnel.providers.ultramsg import dialect

HOUR_S = 3_600
SECOND = 1_000_000
TOKEN = "zvfqag30fw73yo7u"


class Instance:
    """One instance whose customers all are on WhatsApp, in virtual time."""

    def __init__(self, *, read_share=0.0, **spec):
        profile = dialect.profiles["ultramsg-ci"]
        given = WorldSpec(
            providers=("ultramsg",),
            numbers=(NumberSpec(provider="ultramsg"),),
            tokens=(TokenSpec(value=TOKEN),),
            not_on_whatsapp=0.0,
            **spec,
        )
        still = msgspec.structs.replace(profile, read_share=read_share)
        self.platform = Platform(
            given, dialects={"ultramsg": dialect}, profiles={"ultramsg": still}
        )
        self.out = []
        self.platform.start(0, self.out)
        self.number = next(iter(self.platform.numbers))

    def send(self, kind="chat", *, at_s=0.0, **fields):
        submit = dialect.submit(request(kind, number=self.number, **fields))
        submit.t = round(at_s * SECOND)
        return self.platform.submit(submit, submit.t, self.out)

    def step(self, event, at_s=0.0):
        self.platform.step(event, round(at_s * SECOND), self.out)

    def settle(self):
        """Run every timer there is, at its own time."""
        while (due := self.platform.next_due()) is not None:
            self.platform.step(Tick(), due, self.out)
        return self

    def times(self, status):
        """Return when each message came to a status, in seconds."""
        return [
            fact.status_t / SECOND
            for fact in self.out
            if isinstance(fact, StatusFact) and fact.status == status
        ]

    def failed(self):
        facts = [fact for fact in self.out if isinstance(fact, StatusFact)]
        return Counter(fact.code for fact in facts if fact.status == "failed")


def test_a_burst_of_a_thousand_leaves_in_about_four_hours():
    # Source: BLOG (1 s under 10 waiting, 15 s from 10 on), read 2026-11-22; (1000 − 9) × 15 s.
    instance = Instance()
    ids = [instance.send(body=f"Hello {place}").ordinal for place in range(1_000)]
    left = instance.settle().times("pending")
    assert ids == list(range(1, 1_001))
    assert len(left) == 1_000
    assert left[-1] / HOUR_S == pytest.approx(4.13, abs=0.02)


def test_of_a_burst_of_ten_thousand_what_cannot_leave_in_a_day_expires():
    # 9,991 wait 15 s each: 5,760 leave in 24 h, and about 4,200 expire.
    instance = Instance()
    for place in range(10_000):
        instance.send(body=f"Hello {place}")
    instance.settle()
    assert len(instance.times("pending")) == pytest.approx(5_770, abs=15)
    assert instance.failed() == {22: 10_000 - len(instance.times("pending"))}


def test_ten_that_wait_slow_the_sender_down_fifteen_times():
    left = [Instance(), Instance()]
    for instance, count in zip(left, (10, 21), strict=True):
        for place in range(count):
            instance.send(body=f"Hello {place}")
        instance.settle()
    short, long = (instance.times("pending") for instance in left)
    assert short[-1] - short[0] == pytest.approx(9)
    assert long[-1] - long[0] == pytest.approx(11 * 15 + 9)


def test_a_lower_priority_leaves_first_and_equal_ones_in_order():
    instance = Instance()
    for priority in ("10", "10", "1", "", "0"):
        instance.send(priority=priority)
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


def test_what_is_sent_while_the_phone_is_away_waits_for_it():
    # Source: DOC-chat, read 2026-11-22.
    instance = Instance()
    instance.step(SetNumberState(number=instance.number, state="disconnected"))
    assert instance.send().accepted
    instance.step(SetNumberState(number=instance.number, state="connected"), at_s=100)
    (left,) = instance.settle().times("pending")
    assert left == pytest.approx(100)


def test_an_unpaid_instance_refuses_under_404():
    instance = Instance()
    instance.step(SetNumberState(number=instance.number, state="stopped"))
    answer = instance.send()
    assert (answer.accepted, answer.http, answer.code.code) == (False, 404, 3)
    assert answer.details.startswith("Your instance has been Stopped due to non-payment.")


@pytest.mark.parametrize(
    ("kind", "field", "code"),
    [("chat", {"to": "nobody"}, 20), ("image", {"image": "no file!"}, 21)],
)
def test_what_cannot_arrive_is_accepted_and_fails_later(kind, field, code):
    instance = Instance()
    assert instance.send(kind, **field).accepted
    assert instance.settle().failed() == {code: 1}


def test_what_can_be_heard_is_played():
    instance = Instance(read_share=1.0)
    for kind in ("voice", "audio", "chat", "image") * 10:
        instance.send(kind)
    assert 10 < len(instance.settle().times("played")) <= 20


def test_a_gateway_that_reads_no_json_is_a_switch_of_the_world():
    strict = Instance(switches={"json_sends": False})
    sent = {"written": "application/json"}
    assert Instance().send(**sent).accepted
    assert strict.send(**sent).code.code == 1
    assert strict.send(query=f"token={TOKEN}".encode(), **sent).code.code == 10
    assert strict.send().accepted
