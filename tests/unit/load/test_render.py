import json

from sender_world import intent_of

from windtunnel.domain.marker import marker_of
from windtunnel_load.adapters.render import (
    fields_of,
    render_consent,
    render_host,
    render_service,
)
from windtunnel_load.adapters.service import FIELDS, RequestModel


def test_every_documented_placeholder_of_an_intent_exists():
    assert set(fields_of(intent_of())) == set(FIELDS)


def test_a_host_is_given_the_whole_intent():
    body = json.loads(render_host(intent_of()).body)
    assert (body["intent"], body["marker"]) == (7, marker_of(7))


def test_a_request_is_filled_in_path_headers_and_body():
    request = RequestModel(
        path="/to/{recipient}?n={param1}",
        headers={"X-Intent": "{intent}", "Authorization": "Bearer {token}"},
        body={"params": "{params}", "all": "{param2} {template}"},
    )
    rendered = render_service(intent_of(body=("Ada & co", "x")), request, {"token": "t"})
    assert rendered.path == "/to/447700900123?n=Ada%20%26%20co"
    assert rendered.headers["x-intent"] == "7"
    assert rendered.headers["authorization"] == "Bearer t"
    assert json.loads(rendered.body) == {"params": ["Ada & co", "x"], "all": "x order_confirmed"}


def test_what_a_message_does_not_have_is_nothing_in_a_path():
    request = RequestModel(path="/send?text={param1}&more={param2}&code={code}")
    path = render_service(intent_of(body=("x",)), request, {}).path
    assert path == "/send?text=x&more=&code="


def test_a_code_is_the_only_parameter_of_its_template():
    assert fields_of(intent_of(code="wt1", body=()))["params"] == ["wt1"]


def test_a_consent_is_told_with_its_scope_and_evidence():
    request = RequestModel(
        path="/people/{recipient}/consents",
        headers={"Authorization": "Bearer {token}"},
        body={"scope": "{scope}", "from": "{country}: {evidence}"},
    )
    given = {"recipient": "447700900123", "scope": "marketing", "evidence": "web form"}
    rendered = render_consent(request, {"token": "t"}, given)
    assert rendered.path == "/people/447700900123/consents"
    assert rendered.headers["authorization"] == "Bearer t"
    assert json.loads(rendered.body) == {"scope": "marketing", "from": "GB: web form"}
