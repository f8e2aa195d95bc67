import pytest
from worlds import SECOND, World, params

from windtunnel.domain.errors import LimitError, UnknownThing
from windtunnel.domain.events import CustomerText, GiveConsent, SetPreference
from windtunnel.domain.facts import ConsentFact, InboundFact, OptInFact, OptOutFact, StatusFact
from windtunnel.domain.worldspec import NumberSpec
from windtunnel.engine import wishes

ANA = "5547988887777"
ANA_WITHOUT_NINE = "554788887777"


def says(world, text, recipient=ANA):
    world.step(CustomerText(recipient=recipient, number="main", text=text))


def wants(world, value, recipient=ANA, **more):
    world.step(SetPreference(recipient=recipient, number="main", value=value), **more)


def marketed(world, recipient=ANA, **more):
    """Send a marketing template and return the code with which it failed, or None."""
    body = params(name="a", town="b")
    answer = world.send(recipient, template="named", body=body, **more)
    assert answer.accepted
    world.finish()
    fates = [f for f in world.facts(StatusFact) if f.message == answer.message]
    return fates[-1].code


@pytest.mark.parametrize(("word", "kind"), [("STOP", OptOutFact), ("start", OptInFact)])
def test_a_keyword_is_a_fact_beside_the_text(word, kind):
    world = World()
    says(world, word)
    (text,), (wish,) = world.facts(InboundFact), world.facts(kind)
    assert (wish.recipient, wish.person, wish.scope) == (ANA, ANA, "marketing")
    assert (wish.event, wish.evidence) == (text.event, f"keyword {word.lower()}")
    assert world.pushes()[0].events[0].text == word


def test_an_ordinary_text_is_no_wish():
    world = World()
    says(world, "stop by when you like")
    assert world.facts(OptOutFact) == world.facts(OptInFact) == []


def test_a_keyword_is_for_the_business_to_honour():
    world = World()
    says(world, "stop")
    assert marketed(world) is None


def test_the_providers_switch_is_told_by_webhook_with_its_own_event():
    world = World(epoch_s=100)
    wants(world, "stop", at=7 * SECOND)
    (wish,), (push,) = world.facts(OptOutFact), world.pushes()
    (event,) = push.events
    assert wish.event == event.event == f"preference:{ANA}:stop:107"
    assert (event.value, event.unix_s, event.wa_id) == ("stop", 107, ANA)
    assert (wish.person, wish.evidence) == (ANA, "preference stop")


def test_the_provider_delivers_no_marketing_to_who_stopped_it_and_all_else():
    world = World()
    wants(world, "stop")
    assert marketed(world) == 34
    world.send(ANA, template="plain")
    assert world.finish().platform.inbox(ANA)[0].template == "plain"


def test_who_resumed_gets_marketing_again():
    world = World()
    wants(world, "stop")
    wants(world, "resume")
    assert world.facts(OptInFact)[0].evidence == "preference resume"
    assert marketed(world) is None


def test_the_switch_holds_for_every_number_of_the_business_and_every_form_of_the_customers():
    other = NumberSpec(name="other", provider="toy")
    world = World(numbers=(NumberSpec(provider="toy"), other))
    wants(world, "stop", ANA_WITHOUT_NINE)
    assert marketed(world, number=world.platform.number("other").id) == 34
    assert marketed(world, "447700900123") is None


def test_two_wishes_of_one_second_are_two_events():
    world = World()
    for value in ("stop", "resume", "stop"):
        wants(world, value, at=5)
    events = [push.events[0].event for push in world.pushes()]
    assert len(set(events)) == 3
    assert [event.rpartition(":")[2] for event in events] == [
        "1764000000",
        "1764000001",
        "1764000002",
    ]


def test_nobody_is_told_where_nobody_subscribed():
    world = World(hook=False)
    wants(world, "stop")
    assert (len(world.facts(OptOutFact)), world.pushes()) == (1, [])


def test_consent_is_a_fact_and_nobody_is_told():
    world = World()
    world.step(GiveConsent(recipient=ANA_WITHOUT_NINE, scope="marketing", evidence="form 7"), at=3)
    assert world.facts(ConsentFact) == [
        ConsentFact(
            t=3, recipient=ANA_WITHOUT_NINE, scope="marketing", evidence="form 7", person=ANA
        )
    ]
    assert world.pushes() == []


def test_a_wish_names_a_number_of_this_world():
    with pytest.raises(UnknownThing, match="no number 'x'"):
        World().step(SetPreference(recipient=ANA, number="x", value="stop"))


def test_who_stopped_is_bounded(monkeypatch):
    monkeypatch.setattr(wishes, "STOPPED_MAX", 1)
    world = World()
    wants(world, "stop")
    wants(world, "stop")
    with pytest.raises(LimitError, match="1 customers stopped"):
        wants(world, "stop", "447700900123")
