"""A sender that comes back on the same stores; the first life ends without a word."""

import asyncio
import contextlib

import httpx
from sender_world import FakeWorld, free_text, intent_of, refused, status, text

from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.reference import create


class Crash(BaseException):
    """The end of a process: no handler of the sender takes it for an answer."""


def die_in(world, act):
    """Run one act of a first life; it ends where the world raises Crash."""

    async def go():
        sender = create(world)
        with contextlib.suppress(Crash):
            await act(sender)
        await world.http.aclose()

    asyncio.run(go())
    return world.stores


def live_again(stores, *acts, answers=()):
    async def go():
        world = FakeWorld(*answers, stores=stores)
        world.time_s = 105.0
        sender = create(world)
        for act in acts:
            await act(sender)
        for _ in range(50):
            await asyncio.sleep(0)
        await sender.close()
        await world.http.aclose()
        return world

    return asyncio.run(go())


def crashing_call():
    world = FakeWorld()

    async def crash(_request):
        raise Crash

    world.on_call = crash
    return world


def crashing_wait(*answers):
    world = FakeWorld(*answers)

    async def crash(_seconds):
        raise Crash

    world.sleep = crash
    return world


def send(intent):
    return lambda sender: sender.send(intent)


def receive(webhook):
    return lambda sender: sender.receive(webhook)


def test_what_was_in_flight_is_unknown_and_not_sent_again():
    stores = die_in(crashing_call(), send(intent_of(7)))
    world = live_again(stores, send(intent_of(8)))
    assert world.reported == [(7, Outcome(state="unknown"))]
    assert len(world.calls) == 1


def test_a_receipt_after_the_restart_resolves_it():
    stores = die_in(crashing_call(), send(intent_of(7)))
    world = live_again(stores, receive(status("sent")))
    assert [outcome.state for _, outcome in world.reported] == ["unknown", "accepted"]


def test_what_waited_after_a_refusal_is_sent_by_the_next_life():
    stores = die_in(crashing_wait(refused(131016, 500)), send(intent_of(7)))
    world = live_again(stores, send(intent_of(8)))
    assert (7, Outcome(state="accepted")) in world.reported
    assert len(world.calls) == 2


def test_attempts_before_the_restart_count():
    stores = die_in(crashing_wait(refused(131016, 500)), send(intent_of(7)))
    world = live_again(stores, send(intent_of(8)), answers=[refused(131016, 500)] * 30)
    of_seven = [call for call in world.calls if intent_of(7).marker.encode() in call.content]
    assert len(of_seven) + 1 <= create(FakeWorld()).policy.attempts


def test_a_message_asked_for_again_after_the_restart_is_not_sent_again():
    stores = die_in(FakeWorld(), send(intent_of(7)))
    assert not live_again(stores, send(intent_of(7))).calls


def test_an_opt_out_and_a_window_survive():
    stores = die_in(FakeWorld(), receive(text("STOP")))
    world = live_again(stores, send(intent_of(7, scope="marketing")), send(free_text(8)))
    assert len(world.calls) == 1


def test_a_redelivered_event_has_no_second_effect():
    stores = die_in(FakeWorld(), send(intent_of(7)))
    again = receive(status("delivered"))
    world = live_again(stores, again, again)
    assert [noop for _, _, noop in world.effects] == [False, True]


def test_a_redelivered_text_has_none_after_the_restart():
    stores = die_in(FakeWorld(), receive(text("STOP")))
    assert [noop for _, _, noop in live_again(stores, receive(text("STOP"))).effects] == [True]


def test_parked_messages_stay_parked():
    stores = die_in(FakeWorld(httpx.ReadTimeout("")), send(intent_of(7)))
    world = live_again(stores, send(intent_of(8)))
    assert not world.reported
