import pytest
from toy import PLAIN
from worlds import World, profile

from windtunnel.domain.events import CustomerText
from windtunnel.domain.facts import Fact, InboundFact
from windtunnel.domain.submit import Refusal
from windtunnel.domain.worldspec import FaultSpec, NumberSpec
from windtunnel.engine import inbound

ANA = "5511999990001"


def asked(**spec):
    world = World(**spec)
    world.step(CustomerText(recipient=ANA, number="main", text="hello?"))
    return world, world.facts(InboundFact)[0].event


@pytest.mark.parametrize("kind", ["read", "typing"])
def test_a_receipt_is_accepted_and_is_no_message(kind):
    world, name = asked()
    answer = world.send("", kind=kind, context=name)
    assert (answer.accepted, answer.kind, answer.message, answer.attempt) == (True, kind, None, "")


def test_a_receipt_leaves_no_fact_and_no_count():
    world, name = asked()
    before = len(world.facts(Fact))
    world.send("", kind="read", context=name)
    world.send("", kind="read", context="unknown")
    assert len(world.facts(Fact)) == before
    assert world.platform.counters["attempts"] == 0


@pytest.mark.parametrize("context", [None, "", "unknown"], ids=str)
def test_a_receipt_for_an_unknown_message_is_refused(context):
    world, _ = asked()
    answer = world.send("", kind="read", context=context)
    assert (answer.code.code, answer.details) == (30, f"no message {context or ''}")


def test_a_receipt_of_another_number_is_for_an_unknown_message():
    world, name = asked(numbers=(NumberSpec(provider="toy"), NumberSpec(name="b", provider="toy")))
    other = world.platform.number("b").id
    assert not world.send("", kind="read", context=name, number=other).accepted


def test_a_receipt_takes_the_time_of_an_answer_and_has_a_trace_of_its_own():
    world, name = asked(profile=profile(answer=PLAIN.sent))
    answers = [world.send("", kind="read", context=name, version="v9") for _ in range(2)]
    assert {(answer.delay_us, answer.version) for answer in answers} == {(100_000, "v9")}
    assert len({answer.trace for answer in answers}) == 2


def test_a_receipt_needs_a_token():
    world, name = asked()
    assert world.send("", kind="read", context=name, token=None).code.code == 10


def test_a_receipt_that_the_dialect_cannot_read_is_refused():
    world, _ = asked()
    answer = world.send("", kind="read", refusal=Refusal(reason="malformed", fields={"what": "x"}))
    assert answer.details == "cannot read x"


def test_no_fault_strikes_a_receipt():
    world, name = asked(timeline=(FaultSpec(kind="answer-code", settings={"code": 50}),))
    assert world.send("", kind="read", context=name).accepted


def test_old_inbound_messages_are_forgotten(monkeypatch):
    monkeypatch.setattr(inbound, "INBOUND_MAX", 4)
    world, first = asked()
    for n in range(4):
        world.step(CustomerText(recipient=ANA, number="main", text=f"{n}"))
    last = world.facts(InboundFact)[-1].event
    assert not world.send("", kind="read", context=first).accepted
    assert world.send("", kind="read", context=last).accepted
