"""The wire form that senders write, read by the dialect that they do not know."""

import pytest
from sender_world import CREDENTIALS, free_text, intent_of

from windtunnel.domain.submit import Request
from windtunnel.providers import load_dialects
from windtunnel_load.adapters.direct import render_meta
from windtunnel_load.senders.reference.wires.meta import read_answer
from windtunnel_scenarios.content import content_sha_of

INTENTS = {
    "positional": intent_of(),
    "named": intent_of(body=(), named={"name": "Ada", "order": intent_of().marker}),
    "header": intent_of(header=("Order",)),
    "code": intent_of(body=(), code=intent_of().marker, form="auth", template="login_code"),
    "text": free_text(),
    "bare": intent_of(body=()),
}


def submitted(intent):
    rendered = render_meta(intent, CREDENTIALS)
    headers = {name.encode(): value.encode() for name, value in rendered.headers.items()}
    return load_dialects(["meta"])["meta"].submit(
        Request(
            method=rendered.method,
            path=rendered.path,
            query=b"",
            headers=headers,
            body=rendered.body,
        )
    )


@pytest.mark.parametrize("intent", INTENTS.values(), ids=list(INTENTS))
def test_what_arrives_is_what_was_meant(intent):
    submit = submitted(intent)
    assert submit.refusal is None
    assert submit.content_sha == content_sha_of(intent)
    assert submit.opaque == intent.marker
    assert submit.token == CREDENTIALS.token


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"messages":[{"id":"wamid.1"}]}', ("wamid.1", None)),
        (b'{"error":{"code":190}}', (None, 190)),
        (b'{"error":{"code":"190"}}', (None, None)),
        (b'{"error":"no"}', (None, None)),
        (b'{"messages":[]}', (None, None)),
        (b"<html>", (None, None)),
        (b"\xff", (None, None)),
        (b"[]", (None, None)),
        (b"", (None, None)),
    ],
    ids=str,
)
def test_only_a_message_id_is_success(raw, found):
    answer = read_answer(raw, {})
    assert (answer.message, answer.code) == found


@pytest.mark.parametrize(("header", "wait_s"), [("7", 7.0), ("soon", 0.0), ("", 0.0)])
def test_a_refusal_says_for_how_long_to_wait(header, wait_s):
    answer = read_answer(b'{"error":{"code":130429}}', {"retry-after": header})
    assert answer.retry_after_s == wait_s
