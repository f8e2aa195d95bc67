import asyncio

import pytest
from sender_world import MemoryStore, free_text, intent_of

from windtunnel_load.senders.reference.customers import MARGIN_S, WINDOW_S, Customers
from windtunnel_load.senders.reference.events import Text
from windtunnel_load.senders.reference.persons import person_of


def told(*words, sender="447700900123"):
    """Customers after these texts, an hour of harness time each."""
    customers = Customers(MemoryStore())

    async def go():
        for place, word in enumerate(words):
            one = Text(message=f"wamid.{place}", number="1", sender=sender, text=word)
            await customers.wrote(one, place * 3600.0)
        return customers

    return asyncio.run(go())


def reason(customers, intent, *, now_s=0.0, number="1"):
    return asyncio.run(customers.reason_against(intent, number=number, now_s=now_s))


@pytest.mark.parametrize(
    ("words", "stopped"),
    [
        (["hello"], True),
        (["start"], False),
        (["start", "STOP"], True),
        (["start", "stop ", "thanks"], True),
        (["stop", "start"], False),
        (["start", "Sair"], True),
    ],
    ids=str,
)
def test_marketing_needs_an_opt_in_that_stands(words, stopped):
    against = reason(told(*words), intent_of(scope="marketing"))
    assert (against is not None) is stopped


def test_an_opt_out_does_not_stop_other_messages():
    assert reason(told("stop"), intent_of(scope="utility")) is None


@pytest.mark.parametrize(
    ("now_s", "is_open"), [(0, True), (WINDOW_S - MARGIN_S - 1, True), (WINDOW_S, False)]
)
def test_the_window_closes_a_day_after_the_last_text(now_s, is_open):
    assert (reason(told("hi"), free_text(), now_s=now_s) is None) is is_open


def test_a_window_belongs_to_one_number_of_ours():
    assert reason(told("hi"), free_text(), number="2") is not None


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("553100000000", "5531900000000"), ("5215500000000", "525500000000"), ("4912", "4912")],
)
def test_one_person_has_one_form(theirs, ours):
    assert person_of(theirs) == person_of(ours)


def test_the_window_opens_for_the_form_we_send_to():
    customers = told("oi", sender="553100000000")
    assert reason(customers, free_text(recipient="5531900000000")) is None


@pytest.mark.parametrize(("sure", "is_open"), [(False, True), (True, False)])
def test_a_text_that_came_late_is_dated_by_the_best_that_was_learnt_since(sure, is_open):
    customers = Customers(MemoryStore())
    text = Text(message="wamid.1", number="1", sender="447700900123", text="hi", at=1_000_000)

    async def go():
        await customers.timed(text.at, 156.0)
        await customers.wrote(text, 156.0)
        if sure:
            await customers.timed(1_000_500, 500.5)

    asyncio.run(go())
    assert (reason(customers, free_text(), now_s=WINDOW_S) is None) is is_open


@pytest.mark.parametrize(
    ("wall_s", "is_open"), [(1_000_000.1, True), (1_000_156.0, False), (9e8, True), (1.7e9, True)]
)
def test_the_wall_clock_says_how_late_a_text_came_where_it_can_be_right(
    monkeypatch, wall_s, is_open
):
    monkeypatch.setattr("time.time", lambda: wall_s)
    customers = Customers(MemoryStore())
    text = Text(message="wamid.1", number="1", sender="447700900123", text="hi", at=1_000_000)
    asyncio.run(customers.wrote(text, 156.0))
    assert (reason(customers, free_text(), now_s=WINDOW_S) is None) is is_open


def test_a_text_that_was_overtaken_does_not_close_the_window_early():
    customers = Customers(MemoryStore())

    async def go():
        for at in (2_000, 1_000):
            text = Text(message=f"{at}", number="1", sender="447700900123", text="hi", at=at)
            await customers.timed(at, 2_000.0)
            await customers.wrote(text, 2_000.0)

    asyncio.run(go())
    assert reason(customers, free_text(), now_s=1_500 + WINDOW_S) is None
