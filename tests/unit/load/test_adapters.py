import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials
from windtunnel_load.adapters import parse_sender
from windtunnel_load.adapters.direct import render_meta
from windtunnel_load.adapters.places import fill
from windtunnel_load.adapters.render import fields_of, render_service
from windtunnel_load.pacing import NEVER_US, due, percentile
from windtunnel_scenarios import load_scenario, make_plan

SERVICE = """\
name: mine
start: [python, -m, mine, --port, "{port}"]
environment: {BASE: "{base_url}", TOKEN: "{token}"}
webhook_path: /hook
request:
  path: /send
  headers: {X-Number: "{number_id}"}
  body: {to: "{recipient}", ref: "{marker}", params: "{params}", note: "for {recipient}"}
policy: {delivery: at-most-once, horizon_s: 5}
"""
CREDENTIALS = Credentials(
    provider="meta",
    base_url="http://127.0.0.1:1",
    token="t",
    account="2",
    app_secret="s",
    verify_token="v",
    numbers={"main": "1000"},
)


@pytest.fixture(scope="module")
def intents():
    return make_plan(load_scenario("steady")).intents


def service(tmp_path, text):
    path = tmp_path / "sender.yaml"
    path.write_text(text)
    return parse_sender(f"http:{path}")


@pytest.mark.parametrize("name", ["reference", "pywa", "blind-retry"])
def test_a_shipped_sender_is_known_by_its_name(name):
    assert parse_sender(name).kind == "python"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("refrence", "did you mean reference"),
        ("exec:", "after exec: comes a command"),
        ("exec:say 'hi", "not a command: No closing quotation"),
        ("blocking:x-y", "after blocking: comes pkg.mod:create"),
        ("python:1x:create", "after python: comes"),
        ("direct:nobody", "of no known form"),
        ("http:missing.yaml", "no such file"),
    ],
)
def test_a_sender_that_cannot_be_meant_is_refused(text, said):
    with pytest.raises(ConfigError, match=said):
        parse_sender(text)


def test_a_service_file_is_read(tmp_path, intents):
    spec = service(tmp_path, SERVICE)
    otp = next(intent for intent in intents if intent.code)
    rendered = render_service(otp, spec.service.model.request, {"number_id": "1000"})
    assert spec.policy.horizon_s == 5
    assert rendered.headers["x-number"] == "1000"
    assert otp.marker.encode() in rendered.body
    assert f'"note":"for {otp.recipient}"'.encode() in rendered.body


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ("webhook_path", "webhok_path", "4: webhok_path is not a key here; did you mean"),
        ('{recipient}", ref', '{recipent}", ref', "has the unknown placeholder"),
        ("at-most-once", "once", "policy.delivery is wrong: invalid enum value"),
        ("at-most-once", "exactly-once", "exactly once cannot be had"),
        ("at-most-once", "provider-idempotent", "no idempotency"),
        ("path: /send", "path: send", "request.path is 'send'"),
    ],
)  # fmt: skip
def test_a_service_file_that_cannot_be_meant_is_refused(tmp_path, found, put, said):
    with pytest.raises(ConfigError) as raised:
        service(tmp_path, SERVICE.replace(found, put, 1))
    assert said in str(raised.value)


def test_the_provider_call_itself(intents):
    rendered = render_meta(intents[0], CREDENTIALS)
    assert rendered.path == "/v23.0/1000/messages"
    assert rendered.headers["authorization"] == "Bearer t"
    assert intents[0].marker.encode() in rendered.body


def test_a_placeholder_alone_keeps_its_type():
    assert fill({"a": "{params}", "b": "x{n}", "c": 3}, {"params": [1], "n": 2}) == {
        "a": [1],
        "b": "x2",
        "c": 3,
    }


def test_fields_of_a_template_intent(intents):
    order = next(intent for intent in intents if intent.body)
    assert fields_of(order)["param2"] == order.marker


@pytest.mark.parametrize(
    ("first", "now", "expected"),
    [
        (0, 5, (0, 0, 10)),
        (0, 10, (0, 1, 20)),
        (1, 25, (1, 3, 30)),
        (3, 99, (3, 4, NEVER_US)),
        (4, 99, (4, 4, NEVER_US)),
    ],
    ids=["none", "one", "two late", "the last", "done"],
)
def test_what_is_due(first, now, expected):
    assert tuple(due([10, 20, 20, 30], first, now)) == expected


def test_percentiles_of_nothing_and_something():
    assert percentile([], 0.99) == 0.0
    assert percentile([3, 1, 2], 0.5) == 2
