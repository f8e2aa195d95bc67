"""What the senders on tenacity and on requests have around their calls."""

import asyncio

import pytest
from sender_world import FakeWorld, free_text, signed, status, text

from windtunnel.domain.marker import marker_of
from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.service_parts import (
    Receipts,
    RefusedError,
    headers_of,
    message_id,
    path_of,
)


def received(*webhooks):
    """What a table of receipts answers to webhooks, and what it then says of message 7."""
    world = FakeWorld()

    async def go():
        receipts = Receipts(world)
        answers = [await receipts.receive(each) for each in webhooks]
        known = await receipts.status_of(marker_of(7))
        await world.http.aclose()
        return answers, known

    return *asyncio.run(go()), world.effects


def test_a_receipt_moves_its_message_forward_and_never_back():
    answers, known, effects = received(status("delivered"), status("sent"))
    assert (answers, known) == ([200, 200], "delivered")
    assert effects == [
        ("wamid.1:delivered", "delivered", False),
        ("wamid.1:sent", "delivered", False),
    ]


def test_a_receipt_that_comes_again_changes_nothing():
    _, _, effects = received(status("read"), status("read"))
    assert [noop for _, _, noop in effects] == [False, True]


def test_nothing_is_known_of_a_message_without_receipts():
    assert received(text("hello")) == ([200], None, [])


@pytest.mark.parametrize(
    ("webhook", "answer"),
    [(signed(b"{}", secret="another"), 403), (signed(b"no json"), 400), (signed(b"[]"), 400)],
)
def test_a_webhook_that_is_not_signed_or_not_to_be_read_is_refused(webhook, answer):
    assert received(webhook) == ([answer], None, [])


def test_a_message_id_is_read_from_an_answer():
    assert message_id(200, b'{"messages": [{"id": "wamid.1"}]}', {}) == "wamid.1"


@pytest.mark.parametrize(
    ("http", "body", "code", "cause"),
    [
        (400, b'{"error": {"code": 130429}}', 130429, "limit"),
        (200, b'{"error": {"code": 131000}}', 131000, "provider"),
        (502, b"<html>", None, "provider"),
    ],
    ids=["refused", "an error in a 200", "a page"],
)
def test_all_else_is_a_refusal_with_its_code(http, body, code, cause):
    with pytest.raises(RefusedError, match=f"HTTP {http}, code {code}") as raised:
        message_id(http, body, {"retry-after": "5"})
    assert raised.value.status == http
    assert raised.value.outcome == Outcome(state="failed", cause=cause, code=code)


def test_a_send_goes_to_its_number_with_the_token_of_now():
    world = FakeWorld()
    assert path_of(world, free_text()) == "/v23.0/100000000000001/messages"
    assert headers_of(world) == {"authorization": "Bearer t"}
