"""What Meta's dialect says and takes, against the OpenAPI document that Meta publishes."""

import json
import re

import pytest
from metaworld import (
    ACCOUNT,
    PHONE,
    RECIPIENT,
    FakeWorld,
    parameters,
    refused,
    submit,
    template,
    text,
)
from openapi import read_document

from windtunnel.domain.submit import Answer
from windtunnel.providers.meta import dialect

SEND = "/{Version}/{Phone-Number-ID}/messages"
NOT_A_MESSAGE = "Send typing indicator and read receipt"
"""The one example of the send endpoint that the document's own schema does not describe."""

WITHOUT_ITS_TYPE = "Send Reply to List Message"
"""This example leaves out `type`, which then means text, and has no text."""

KNOWN_DIFFERENCES = {"phone_numbers": ["$.data[0]: no status"]}
"""The document asks for a status and does not know CONNECTED; captured answers have no status."""

PLACEHOLDER = re.compile(r"\{\{Recipient[A-Za-z-]*Phone-Number\}\}")


FIELDS = dict.fromkeys(
    (
        *("what", "id", "scope", "now", "recipient", "template", "lang", "part", "given"),
        *("expected", "index", "kind", "limit", "message", "why"),
    ),
    "x",
)
"""Every field that some rule's details name."""


@pytest.fixture(scope="module")
def document():
    return read_document()


def answered(**more):
    values = {"attempt": "", "provider": "meta", "accepted": True, "kind": "text"}
    values |= {"to": f"+{RECIPIENT}", "wa_id": RECIPIENT, "message": "wamid.A"}
    return json.loads(dialect.render_answer(Answer(**values | more)).body)


@pytest.mark.parametrize("status", [None, "accepted"])
def test_a_success_fits(document, status):
    body = answered(message_status=status)
    assert not document.wrong(body, document.answer("post", SEND))
    example = document.operation("post", SEND)["responses"]["200"]["content"]["application/json"]
    shape = example["examples"]["Example response"]["value"]
    assert body.keys() == shape.keys()


@pytest.mark.parametrize("reason", sorted(dialect.catalog({}).rules))
def test_a_refusal_fits(document, reason):
    answer = refused(reason, **FIELDS)
    body = json.loads(dialect.render_answer(answer).body)
    assert not document.wrong(body, document.schema("GraphAPIError"))


@pytest.mark.parametrize(
    "body",
    [
        text(),
        text(context={"message_id": "wamid.A"}),
        template(components=[parameters("header", "a"), parameters("body", "b")])
        | {
            "template": template()["template"]
            | {"language": {"policy": "deterministic", "code": "en"}}
        },
    ],
    ids=["text", "reply", "template"],
)
def test_a_send_of_our_tests_is_one_of_the_document(document, body):
    assert not document.wrong(body, document.body("post", SEND)["schema"])
    assert submit(body).refusal is None


def test_every_example_of_a_send_is_taken_or_refused_for_its_kind_alone(document):
    examples = document.body("post", SEND)["examples"]
    assert len(examples) > 40
    said = {}
    for name, example in examples.items():
        taken = submit(json.loads(PLACEHOLDER.sub("1555", json.dumps(example["value"]))))
        said[name] = "taken" if taken.refusal is None else taken.refusal.reason
    strange = {name for name, how in said.items() if how not in {"taken", "type_unsupported"}}
    assert strange == {WITHOUT_ITS_TYPE}
    assert said["Send Text Message"] == "taken"
    assert said[NOT_A_MESSAGE] == "taken"


def test_the_number_node_fits(document):
    schema = document.answer("get", "/{Version}/{Phone-Number-ID}")
    names = ",".join(document._merged(schema)["properties"])
    got = FakeWorld().ask("GET", f"/v23.0/{PHONE}?fields={names}")
    assert got.status_code == 200
    assert not document.wrong(got.json(), schema)
    assert got.json().keys() == set(names.split(","))


@pytest.mark.parametrize("edge", ["phone_numbers", "message_templates", "subscribed_apps"])
def test_a_list_of_the_account_fits(document, edge):
    world = FakeWorld()
    world.subscription = "http://127.0.0.1/x"
    got = world.ask("GET", f"/v23.0/{ACCOUNT}/{edge}").json()
    assert got["data"]
    wrong = document.wrong(got, document.answer("get", f"/{{Version}}/{{WABA-ID}}/{edge}"))
    assert wrong == KNOWN_DIFFERENCES.get(edge, [])


def test_changing_the_callback_fits(document):
    path = "/{Version}/{WABA-ID}/subscribed_apps"
    asked = {"override_callback_uri": "http://127.0.0.1/x", "verify_token": "v"}
    assert not document.wrong(asked, document.body("post", path)["schema"])
    got = FakeWorld().ask("POST", f"/v23.0/{ACCOUNT}/subscribed_apps", json=asked)
    assert not document.wrong(got.json(), document.answer("post", path))


def test_the_reader_of_the_document_sees_what_is_wrong(document):
    schema = document.body("post", SEND)["schema"]
    for body in (text(foo=1), text(to=1), text(type="fax"), text(text={"boddy": "x"})):
        assert document.wrong(body, schema)
    assert document.wrong({"error": {"code": "1"}}, document.schema("GraphAPIError"))
