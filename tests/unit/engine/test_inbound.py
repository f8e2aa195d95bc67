import pytest
from toyqueue import QueueDialect
from worlds import SECOND, World

from windtunnel.domain.events import CustomerText, SetNumberState, Settle
from windtunnel.domain.facts import AttemptFact, InboundFact, PushFact
from windtunnel.engine import shelf

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


def away(state="logged_out", **fields):
    """Return a world whose number is not connected."""
    world = World(dialect=QueueDialect())
    world.step(SetNumberState(number="main", state=state, **fields))
    return world


def write(world, *texts):
    for text in texts:
        world.step(CustomerText(recipient=ANA, number="main", text=text))


@pytest.mark.parametrize("state", ["logged_out", "disconnected", "stopped", "banned"])
def test_a_number_that_is_not_connected_hears_once_it_is(state):
    world = away(state)
    write(world, "one", "two")
    letters = world.platform.number("main").shelf.letters
    assert (world.pushes(), len(letters), len(world.facts(InboundFact))) == ([], 0, 2)
    world.step(SetNumberState(number="main", state="connected"), at=SECOND)
    world.finish()
    assert [push.events[0].text for push in world.pushes()] == ["one", "two"]
    assert [letter.t for letter in letters] == [0, 0]
    assert world.facts(PushFact)[0].t >= SECOND


def test_of_what_is_held_the_oldest_are_lost(monkeypatch):
    monkeypatch.setattr(shelf, "HELD_MAX", 1)
    world = away()
    write(world, "one", "two")
    world.step(SetNumberState(number="main", state="connected"))
    assert [letter.text for letter in world.platform.number("main").shelf.letters] == ["two"]


def test_nobody_is_owed_what_comes_while_settling():
    world = away(for_us=SECOND)
    write(world, "one")
    world.step(Settle())
    number = world.platform.number("main")
    assert (len(number.shelf.letters), world.platform.counters["owed"]) == (1, 0)
