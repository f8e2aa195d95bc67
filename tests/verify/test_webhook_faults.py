"""Webhook faults in virtual time: what a sender that writes everything down meets."""

import hmac
from hashlib import sha256

import msgspec
import pytest
from crashing import ACCEPTED, Toy

from windtunnel.domain.facts import AnswerFact, FaultOffFact, PushFact
from windtunnel_verify import PlannedFault, Schedule, order, run_schedule

REFERENCE = "windtunnel_load.senders.reference:create"
DAYS_US = 86_400_000_000


class Recorder(Toy):
    """Notes what it hears, and whether it believes it; refuses what is signed wrongly."""

    def __init__(self, world, heard):
        super().__init__(world)
        self.heard = heard

    async def send(self, intent):
        await self.post(intent)
        self.heard.append(("answer", self.world.now(), True))
        return ACCEPTED

    async def receive(self, webhook):
        secret = self.meta.app_secret.encode()
        true = hmac.new(secret, webhook.body, sha256).hexdigest()
        is_true = webhook.headers["x-hub-signature-256"] == f"sha256={true}"
        value = msgspec.json.decode(webhook.body)["entry"][0]["changes"][0]["value"]
        (status,) = value["statuses"]
        self.heard.append((status["status"], self.world.now(), is_true))
        return 200 if is_true else 401


def recording(heard):
    """Return a factory of recorders that note into this list."""
    return lambda world: Recorder(world, heard)


def hear(*faults, draw=None, seed=1):
    """Return what a recorder heard of one order, and the run."""
    heard = []
    planned = tuple(PlannedFault(intent=0, fault=kind, settings=more) for kind, more in faults)
    ran = run_schedule(
        recording(heard), Schedule(intents=(order(),), faults=planned), seed, draw=draw
    )
    assert (ran.findings, ran.pending) == ((), ())
    return heard, ran


def names(heard):
    return [name for name, *_ in heard]


def at(heard, name):
    return [t for status, t, _ in heard if status == name]


PLAIN, _ = hear()


def test_without_a_fault_it_hears_everything_once_and_in_order():
    assert names(PLAIN) == ["answer", "sent", "delivered", "read"]


def test_a_duplicate_is_heard_nearly_a_week_later_though_nothing_else_happens():
    after_ms = (7 * 24 - 1) * 3_600_000
    heard, ran = hear(("webhook-duplicate", {"after_ms": after_ms, "status": "read"}))
    assert names(heard) == [*names(PLAIN), "read"]
    first, again = at(heard, "read")
    assert again - first == pytest.approx(after_ms / 1000)
    assert ran.end_us > 6 * DAYS_US


def test_a_bad_signature_is_heard_first_and_the_refusal_is_not_asked_again():
    heard, ran = hear(("webhook-bad-signature", {"status": "delivered"}))
    told = [(name, is_true) for name, _, is_true in heard]
    assert told[2:4] == [("delivered", False), ("delivered", True)]
    assert len(told) == 5
    pushes = [fact for fact in ran.ledger.facts() if isinstance(fact, PushFact)]
    assert [(f.signed, f.http) for f in pushes if f.fault] == [("bad", 401)]


def test_a_reordered_status_is_heard_after_the_next_one():
    heard, _ = hear(("webhook-reorder", {"status": "sent"}))
    assert names(heard) == ["answer", "delivered", "sent", "read"]


def test_a_lost_status_is_not_heard():
    heard, _ = hear(("webhook-lost", {"status": "delivered"}))
    assert names(heard) == ["answer", "sent", "read"]


def test_a_delayed_status_is_heard_that_much_later():
    heard, _ = hear(("webhook-delay", {"delay_ms": 7_200_000, "status": "sent"}))
    assert at(heard, "sent")[0] == pytest.approx(at(PLAIN, "sent")[0] + 7200)


def test_a_callback_is_heard_before_the_answer():
    heard, ran = hear(("webhook-early", {}))
    assert names(heard) == ["sent", "answer", "delivered", "read"]
    (answer,) = [fact for fact in ran.ledger.facts() if isinstance(fact, AnswerFact)]
    assert answer.fault == "webhook-early"


def test_one_attempt_can_draw_a_request_fault_and_webhook_faults():
    def draw(intent, attempt):
        if attempt > 1:
            return ()
        planned = {"intent": intent, "attempt": attempt}
        late = {"delay_ms": 5000}
        return (
            PlannedFault(fault="wire", settings={"delay_ms": 2000}, **planned),
            PlannedFault(fault="webhook-delay", settings=late, **planned),
            PlannedFault(fault="webhook-duplicate", settings={"after_ms": 100}, **planned),
        )

    heard, ran = hear(draw=draw)
    assert names(heard).count("read") == 2
    assert [fault.fault for fault in ran.drawn] == ["wire", "webhook-delay", "webhook-duplicate"]
    ended = [fact for fact in ran.ledger.facts() if isinstance(fact, FaultOffFact)]
    assert {fact.why for fact in ended} == {"used_up"}
    again = run_schedule(recording([]), Schedule(intents=(order(),), faults=ran.drawn), 1)
    assert again.judgement == ran.judgement


@pytest.mark.parametrize(
    "kind",
    [
        ("webhook-duplicate", {"after_ms": 60_000}),
        ("webhook-reorder", {}),
        ("webhook-bad-signature", {}),
        ("webhook-early", {}),
    ],
    ids=lambda kind: kind[0],
)
def test_the_reference_keeps_everything_under_each(kind):
    fault = PlannedFault(intent=0, fault=kind[0], settings=kind[1])
    ran = run_schedule(REFERENCE, Schedule(intents=(order(),), faults=(fault,)), 1)
    assert (ran.broken, ran.findings) == ((), ())


def test_drawn_faults_that_never_fire_do_not_fill_the_board(monkeypatch):
    monkeypatch.setattr("windtunnel.engine.faults.board.FAULTS_MAX", 12)
    refused = {"fault": "answer-code", "settings": {"code": 131026}}

    def draw(intent, attempt):
        never = {"fault": "webhook-lost", "settings": {"status": "read"}}
        return tuple(PlannedFault(intent=intent, attempt=attempt, **f) for f in (refused, never))

    many = Schedule(intents=tuple(order(n * 1_000_000) for n in range(40)))
    ran = run_schedule(REFERENCE, many, draw=draw)
    ends = [fact.why for fact in ran.ledger.facts() if isinstance(fact, FaultOffFact)]
    assert (ends.count("missed"), ends.count("used_up")) == (40, 40)
