import pytest
from worlds import World

from windtunnel.domain.events import CustomerText
from windtunnel.domain.facts import AttemptFact, InboundFact

ANA = "5547988887777"


def written(text, **more):
    world = World()
    world.step(CustomerText(recipient=ANA, number="main", text=text, **more))
    return world.facts(InboundFact)[0]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Where is my order?", True),
        ("Where is my order? \n", True),
        ("أين طلبي؟", True),
        ("在哪里\uff1f", True),
        ("Really? Thanks.", False),
        ("", False),
    ],
)
def test_a_text_asks_where_it_ends_with_a_question_mark(text, asks):
    assert written(text).asks is asks


@pytest.mark.parametrize("asks", [True, False])
def test_who_writes_the_text_may_say_whether_it_asks(asks):
    assert written("Is it?", asks=asks).asks is asks


def test_all_forms_of_a_customers_number_are_one_person():
    world = World()
    for recipient in (ANA, "554788887777"):
        world.step(CustomerText(recipient=recipient, number="main", text="hi"))
    facts = world.facts(InboundFact)
    assert [fact.recipient for fact in facts] == [ANA, "554788887777"]
    assert {fact.person for fact in facts} == {ANA}


def test_an_attempt_names_what_it_replies_to():
    world = World()
    world.send(ANA, text="hi", context="m1")
    assert world.facts(AttemptFact)[0].context == "m1"
