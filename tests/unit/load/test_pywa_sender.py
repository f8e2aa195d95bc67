"""The sender on pywa, against the dialect that it does not know."""

import asyncio

import httpx
import pytest
from sender_world import FakeWorld, free_text, intent_of, refused, signed, status, text

from windtunnel.domain.sender import Outcome
from windtunnel.domain.submit import Request
from windtunnel.providers import load_dialects
from windtunnel_load.senders.pywa_sender import ATTEMPTS, PywaSender, create
from windtunnel_scenarios.content import content_sha_of

INTENTS = {
    "positional": intent_of(),
    "named": intent_of(body=(), named={"name": "Ada", "order": intent_of().marker}),
    "header": intent_of(header=("Order",)),
    "code": intent_of(body=(), code=intent_of().marker, form="auth", template="login_code"),
    "text": free_text(),
}


def run(world, *acts):
    async def go():
        sender = create(world)
        results = []
        for act in acts:
            is_intent = hasattr(act, "marker")
            results.append(await (sender.send(act) if is_intent else sender.receive(act)))
        await world.http.aclose()
        return results

    return asyncio.run(go())


def yes():
    contacts = [{"input": "447700900123", "wa_id": "447700900123"}]
    return httpx.Response(
        200,
        json={
            "messaging_product": "whatsapp",
            "contacts": contacts,
            "messages": [{"id": "wamid.1"}],
        },
    )


@pytest.mark.parametrize("intent", INTENTS.values(), ids=list(INTENTS))
def test_what_pywa_sends_is_what_was_meant(intent):
    world = FakeWorld(yes())
    assert run(world, intent) == [Outcome(state="accepted")]
    (call,) = world.calls
    headers = {name.lower().encode(): value.encode() for name, value in call.headers.items()}
    submit = load_dialects(["meta"])["meta"].submit(
        Request(
            method=call.method, path=call.url.path, query=b"", headers=headers, body=call.content
        )
    )
    assert submit.refusal is None
    assert (submit.content_sha, submit.opaque) == (content_sha_of(intent), intent.marker)


def test_it_asks_metas_own_host_which_the_world_routes():
    world = FakeWorld(yes())
    run(world, intent_of())
    assert world.calls[0].url.host == "graph.facebook.com"


def test_throttling_is_tried_again_inside_the_declared_bounds():
    world = FakeWorld(*[refused(130429)] * 20)
    (outcome,) = run(world, intent_of())
    assert (outcome.state, outcome.cause, outcome.code) == ("failed", "limit", 130429)
    assert len(world.calls) == ATTEMPTS
    assert world.call_times[-1] - world.call_times[0] <= PywaSender.policy.horizon_s


def test_anything_else_is_not():
    world = FakeWorld(refused(132001, 404))
    assert run(world, intent_of()) == [Outcome(state="failed", cause="template", code=132001)]
    assert len(world.calls) == 1


def test_a_lost_answer_is_taken_for_a_failure():
    world = FakeWorld(httpx.ReadTimeout("lost"))
    assert run(world, intent_of()) == [Outcome(state="failed", cause="provider")]


def test_pywas_own_check_refuses_a_bad_signature():
    assert run(FakeWorld(), signed(status("sent").body, secret="another")) == [403]


def test_a_status_reaches_pywas_own_handler(caplog):
    world = FakeWorld()
    told = with_contacts(status("delivered"))
    assert run(world, told) == [200]
    assert world.effects == [("wamid.1:delivered", "delivered", False)]
    assert not caplog.records


def test_a_text_is_acknowledged():
    assert run(FakeWorld(), text("hello")) == [200]


def with_contacts(webhook):
    """The form of 2026: contacts stand beside statuses."""
    contacts = b'"contacts":[{"profile":{"name":"Ada"},"wa_id":"447700900123"}],"statuses"'
    return signed(webhook.body.replace(b'"statuses"', contacts))
