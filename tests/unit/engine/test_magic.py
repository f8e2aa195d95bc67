"""Recipients whose number alone says what becomes of a message."""

import pytest
from worlds import SECOND, World, params

from windtunnel.domain.content import text_sha
from windtunnel.domain.events import OpenWindow
from windtunnel.domain.facts import HandsetFact, InboundFact, StatusFact
from windtunnel.domain.magic import MAGIC, fate_of, other_code
from windtunnel.domain.submit import ButtonParameter
from windtunnel_scenarios.recipients import recipients

BY_FATE = {magic.fate: magic.recipient for magic in MAGIC.values()}
BUTTON = ButtonParameter(index=0, sub_type="url", text="123456")


def statuses(world):
    return [(fact.status, fact.code) for fact in world.facts(StatusFact)]


def after(fate, **message):
    world = World()
    world.send(BY_FATE[fate], **message)
    return world


@pytest.mark.parametrize("fate", ["never-online", "blocked"])
def test_a_message_is_sent_and_never_more(fate):
    world = after(fate, template="plain").finish()
    assert statuses(world) == [("sent", None)]
    assert world.facts(HandsetFact) == []
    assert world.facts(StatusFact)[0].handset_online == (fate == "blocked")


def test_a_slow_one_is_delivered_after_half_a_minute():
    world = after("slow", template="plain").finish()
    sent, delivered = world.facts(StatusFact)[:2]
    assert (delivered.status, delivered.status_t - sent.status_t) == ("delivered", 30 * SECOND)


def test_one_that_is_not_on_whatsapp_fails_after_it_was_accepted():
    assert [name for name, _ in statuses(after("not-on-whatsapp", template="plain").finish())] == [
        "failed"
    ]


def test_one_that_stopped_marketing_gets_all_else():
    assert statuses(after("opted-out", template="plain").finish())[-1][0] != "failed"
    marketing = after("opted-out", template="named", body=params(name="Ana", town="Rio"))
    assert statuses(marketing.finish())[-1][0] == "failed"


def test_a_window_stays_closed_whatever_they_wrote():
    world = World()
    world.step(OpenWindow(recipient=BY_FATE["window-closed"], number=world.number))
    world.send(BY_FATE["window-closed"], text="hello")
    assert statuses(world.finish())[-1][0] == "failed"
    assert statuses(after("window-closed", template="plain").finish())[-1][0] != "failed"


@pytest.mark.parametrize(("fate", "answer"), [("right-code", "123456"), ("wrong-code", "234567")])
def test_a_code_is_answered_two_seconds_after_it_arrived(fate, answer):
    world = after(fate, template="code", body=params("123456"), buttons=(BUTTON,)).finish()
    arrived, inbound = world.facts(HandsetFact)[0], world.facts(InboundFact)[0]
    assert (inbound.t - arrived.t, inbound.recipient) == (2 * SECOND, BY_FATE[fate])
    assert inbound.context == arrived.message
    assert inbound.content_sha == text_sha(answer)


def test_what_holds_no_code_is_not_answered():
    assert after("right-code", template="plain").finish().facts(InboundFact) == []


def test_no_generated_recipient_is_one():
    assert not set(MAGIC) & set(recipients("US", 78_900, seed=1))


@pytest.mark.parametrize(("code", "other"), [("129", "230"), ("A9-", "A0-"), ("", "0")])
def test_another_code_has_the_same_form(code, other):
    assert other_code(code) == other


def test_an_ordinary_number_has_no_fate():
    assert fate_of("5511999990001") is None
