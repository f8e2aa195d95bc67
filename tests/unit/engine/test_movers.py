import pytest
from worlds import World, params

from windtunnel.domain.errors import UnknownThing
from windtunnel.domain.events import ChangeNumber, CustomerText, SetPreference
from windtunnel.domain.facts import InboundFact, NumberChangedFact, OptOutFact, StatusFact

ANA = "5547988887777"
NEW = "447700900123"


def moved(recipient=ANA, new=NEW, **more):
    world = World(**more)
    world.step(ChangeNumber(recipient=recipient, new=new, number="main"))
    return world


def code_of(world, recipient, template="plain", **more):
    answer = world.send(recipient, template=template, **more)
    world.finish()
    return [f.code for f in world.facts(StatusFact) if f.message == answer.message][-1]


def test_a_changed_number_is_a_fact_and_a_webhook_with_its_own_event():
    world = moved("554788887777")
    (fact,), (push,) = world.facts(NumberChangedFact), world.pushes()
    (event,) = push.events
    assert (fact.recipient, fact.new, fact.person) == ("554788887777", NEW, ANA)
    assert fact.event == event.event
    assert (event.wa_id, event.new_wa_id) == ("554788887777", NEW)


@pytest.mark.parametrize("recipient", [ANA, "554788887777", NEW])
def test_the_next_text_comes_from_the_new_number_and_the_same_person(recipient):
    world = moved()
    world.step(CustomerText(recipient=recipient, number="main", text="hi"))
    (fact,) = world.facts(InboundFact)
    assert (fact.recipient, fact.person) == (NEW, ANA)
    assert world.pushes()[-1].events[0].wa_id == NEW


def test_nobody_has_the_old_number_any_more():
    world = moved()
    assert code_of(world, ANA) == 32
    assert code_of(world, NEW) is None


def test_who_stopped_marketing_has_stopped_it_with_every_number():
    world = World()
    world.step(SetPreference(recipient=ANA, number="main", value="stop"))
    world.step(ChangeNumber(recipient=ANA, new=NEW, number="main"))
    body = params(name="a", town="b")
    assert code_of(world, NEW, "named", body=body) == 34
    world.step(SetPreference(recipient=ANA, number="main", value="resume"))
    assert code_of(world, NEW, "named", body=body) is None
    assert world.facts(OptOutFact)[0].person == ANA


def test_a_number_may_change_again():
    world = moved()
    world.step(ChangeNumber(recipient=ANA, new="33639980000", number="main"))
    one, two = world.facts(NumberChangedFact)
    assert (two.recipient, two.person) == (NEW, ANA)
    assert one.event != two.event


def test_nobody_is_told_where_nobody_subscribed():
    world = moved(hook=False)
    assert (len(world.facts(NumberChangedFact)), world.pushes()) == (1, [])


def test_a_change_names_a_number_of_this_world():
    with pytest.raises(UnknownThing, match="no number 'x'"):
        World().step(ChangeNumber(recipient=ANA, new=NEW, number="x"))
