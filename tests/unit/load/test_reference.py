import asyncio
import json
from itertools import pairwise

import httpx
import pytest
from sender_world import (
    FakeWorld,
    accepted,
    free_text,
    intent_of,
    refused,
    signed,
    status,
    text,
    webhook,
)

from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.reference import create
from windtunnel_load.senders.reference.line import CALLS_MAX
from windtunnel_load.senders.reference.retry import Decision


def run(world, *acts):
    """Do acts in order with one sender; an intent is sent, a webhook received."""

    async def go():
        sender = create(world)
        results = []
        for act in acts:
            is_intent = hasattr(act, "marker")
            results.append(await (sender.send(act) if is_intent else sender.receive(act)))
        await sender.close()
        await world.http.aclose()
        return results

    return asyncio.run(go())


def test_an_accepted_message_is_reported_as_accepted():
    world = FakeWorld()
    assert run(world, intent_of()) == [Outcome(state="accepted")]
    assert world.states_seen == ["ok"]


def test_two_hundred_with_an_error_body_is_no_success():
    world = FakeWorld(httpx.Response(200, json={"error": {"code": 100}}))
    assert run(world, intent_of()) == [Outcome(state="failed", cause="provider", code=100)]


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout(""),
        httpx.ReadError(""),
        httpx.RemoteProtocolError(""),
        httpx.Response(502),
    ],
    ids=["timeout", "reset", "closed", "502"],
)
def test_what_cannot_be_known_is_parked_after_one_attempt(lost):
    world = FakeWorld(lost)
    assert run(world, intent_of()) == [Outcome(state="unknown")]
    assert len(world.calls) == 1


@pytest.mark.parametrize(("receipt", "state"), [("sent", "accepted"), ("read", "accepted")])
def test_a_receipt_resolves_a_parked_message(receipt, state):
    world = FakeWorld(httpx.ReadTimeout(""))
    run(world, intent_of(), status(receipt))
    assert world.reported == [(7, Outcome(state=state))]


def test_a_failed_status_resolves_it_with_cause_and_code():
    world = FakeWorld(httpx.ReadTimeout(""))
    run(world, intent_of(), status("failed", code=131026))
    assert world.reported == [(7, Outcome(state="failed", cause="recipient", code=131026))]


def test_a_failure_told_before_the_time_out_is_not_unsaid_by_parking():
    world = FakeWorld(httpx.ReadTimeout(""))

    async def go():
        sender = create(world)

        async def tell(_request):
            await sender.receive(status("failed", code=131026))

        world.on_call = tell
        return await sender.send(intent_of())

    assert asyncio.run(go()) is None
    assert [outcome.state for _, outcome in world.reported] == ["failed"]


def test_a_refused_connection_is_tried_again():
    world = FakeWorld(httpx.ConnectError(""), accepted())
    assert run(world, intent_of()) == [Outcome(state="accepted")]
    assert world.states_seen == ["error", "ok"]


def test_a_permanent_code_ends_it():
    world = FakeWorld(refused(132001, 404))
    assert run(world, intent_of()) == [Outcome(state="failed", cause="template", code=132001)]


def test_attempts_stay_inside_the_declared_bounds():
    world = FakeWorld(*[refused(131016, 500)] * 20)
    (outcome,) = run(world, intent_of())
    policy = create(world).policy
    assert outcome.state == "failed"
    assert 1 < len(world.calls) <= policy.attempts
    assert world.call_times[-1] - world.call_times[0] <= policy.horizon_s


def test_a_wait_beyond_the_horizon_ends_it_when_its_time_is_over():
    world = FakeWorld(refused(80007))
    assert run(world, intent_of()) == [Outcome(state="failed", cause="limit", code=80007)]
    assert len(world.calls) == 1
    assert world.time_s == 100 + create(FakeWorld()).policy.horizon_s


def test_a_number_limit_holds_up_the_next_message_too():
    world = FakeWorld(*[refused(130429)] * 9)
    run(world, intent_of(7), intent_of(8))
    waits = [late - early for early, late in pairwise(world.call_times)]
    assert min(waits) >= 1.0


def test_a_limit_that_comes_while_another_is_waited_out_holds_nobody_beyond_the_horizon():
    world = FakeWorld(refused(130429))
    sender = create(world)
    longer = Decision(act="again", wait_s=3600.0, holds="number")
    plain = world.sleep

    async def sleep(seconds):
        await sender.pauses.hold(intent_of(8), longer)
        await plain(seconds)

    world.sleep = sleep
    told = asyncio.run(sender.send(intent_of()))
    assert told == Outcome(state="failed", cause="limit", code=130429)
    assert world.time_s == 100 + sender.policy.horizon_s


def test_an_expired_code_is_not_sent():
    world = FakeWorld()
    late = intent_of(deadline_us=99_000_000)
    assert run(world, late) == [Outcome(state="expired", cause="expired")]
    assert not world.calls


def test_at_most_ten_calls_are_in_flight():
    world = FakeWorld()
    flying, most = 0, 0

    async def count(_request):
        nonlocal flying, most
        flying, most = flying + 1, max(most, flying + 1)
        await asyncio.sleep(0)
        flying -= 1

    async def go():
        world.on_call = count
        sender = create(world)
        await asyncio.gather(*[sender.send(intent_of(index)) for index in range(40)])

    asyncio.run(go())
    assert most == CALLS_MAX


def test_the_same_message_asked_for_twice_is_sent_once():
    world = FakeWorld()
    assert run(world, intent_of(), intent_of()) == [Outcome(state="accepted")] * 2
    assert len(world.calls) == 1


def test_free_form_needs_an_open_window():
    world = FakeWorld()
    shut, _, opened = run(world, free_text(7), text("hello"), free_text(8))
    assert (shut.state, shut.code) == ("failed", 131047)
    assert opened.state == "accepted"


@pytest.mark.parametrize("news", [text("STOP"), status("failed", code=131050)])
def test_no_marketing_after_an_opt_out(news):
    world = FakeWorld()
    outcomes = run(world, intent_of(7), news, intent_of(8, scope="marketing"))
    assert outcomes[2] == Outcome(state="cancelled", cause="recipient", code=131050)


def test_a_badly_signed_webhook_changes_nothing():
    world = FakeWorld(httpx.ReadTimeout(""))
    forged = webhook({"statuses": []}, secret="another")
    assert run(world, intent_of(), forged)[1] == 403
    assert not world.effects


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b'{"entry":[{"changes":[{"value":{"statuses":[1]}}]}]}']
)
def test_a_webhook_of_another_form_is_refused(body):
    assert run(FakeWorld(), signed(body)) == [400]


def test_each_event_has_one_effect_and_no_status_goes_back():
    world = FakeWorld()
    names = ["read", "sent", "read", "failed", "delivered"]
    run(world, intent_of(), *map(status, names))
    assert [noop for _, _, noop in world.effects] == [False, False, True, False, False]
    assert {state for _, state, _ in world.effects} == {"read"}


def test_the_marker_goes_out_as_opaque_data():
    world = FakeWorld()
    run(world, intent_of())
    assert json.loads(world.calls[0].content)["biz_opaque_callback_data"] == intent_of().marker
