"""Answers of UltraMsg's: the shapes that clients stumble over."""

import json

import pytest
from ultraworld import refused

from windtunnel.domain.submit import Answer
from windtunnel.providers.ultramsg import dialect

WRONG_TOKEN = "Wrong token. Please provide token as a GET parameter."
STOPPED = (
    "Your instance has been Stopped due to non-payment. you can activate this instance by "
    "extending your subscription. Payment information updates every 5 minutes."
)
MISSING = '[{"to":"is required"},{"body":"is required"}]'


def answer(**more):
    values = {"attempt": "", "provider": "ultramsg", "accepted": False, "kind": "text"}
    return dialect.render_answer(Answer(**values | more))


@pytest.mark.proves(
    "ultramsg",
    "answer of a send",
    "answer of a send: sent",
    "answer of a send: message",
    "answer of a send: id",
)
def test_an_acceptance_says_true_as_a_text_and_the_id_of_the_queue():
    # Source: TSD, ODOO, N8N, read 2026-11-22.
    reply = answer(accepted=True, ordinal=7, message="true_1@c.us_3EB0")
    assert (reply.status, reply.body) == (200, b'{"sent":"true","message":"ok","id":7}')


@pytest.mark.proves("ultramsg", "error wrong or missing token", "error as a string")
@pytest.mark.parametrize("reason", ["no_token", "token_invalid", "token_expired", "token_revoked"])
def test_a_token_that_opens_nothing_is_always_wrong(reason):
    # Source: ODOO, N8N, read 2026-11-22.
    assert refused(reason) == (200, {"error": WRONG_TOKEN})


@pytest.mark.proves("ultramsg", "error instance not found", "error stopped for non-payment")
def test_what_an_instance_is_refused_for_is_a_text_under_404():
    # Source: NODE and an integrator's list of failures, read 2026-11-22.
    assert refused("object_unknown", id="1") == (404, {"error": "Instance not found"})
    assert refused("number_stopped", number="1") == (404, {"error": STOPPED})


@pytest.mark.proves("ultramsg", "error as a list of objects of one key")
def test_what_fields_are_refused_for_is_an_array_of_objects():
    # Source: N8N, DIAG, read 2026-11-22.
    said = {"error": [{"to": "is required"}, {"body": "is required"}]}
    assert refused("parameter_missing", what=MISSING) == (200, said)


@pytest.mark.proves("ultramsg", "HTTP status by switch")
@pytest.mark.parametrize("http", [400, 422])
def test_the_status_of_fields_is_a_switch(http):
    switches = {"validation_http_status": http}
    for reason in ("parameter_missing", "value_too_long", "value_invalid"):
        assert refused(reason, switches=switches, what=MISSING)[0] == http
    assert refused("token_invalid", switches=switches)[0] == 200


@pytest.mark.proves("ultramsg", "HTTP status by switch")
def test_the_status_of_a_token_is_a_switch():
    switches = {"token_error_http_status": 401}
    assert refused("token_invalid", switches=switches) == (401, {"error": WRONG_TOKEN})
    assert refused("parameter_missing", switches=switches, what=MISSING)[0] == 200


@pytest.mark.proves("ultramsg", '"sent": "false" as a fault')
def test_a_refusal_can_be_the_text_false_under_200():
    # Source: third parties' code alone (COMM), read 2026-11-22.
    switches = {"failure_body": "sent-false", "validation_http_status": 400}
    said = {"sent": "false", "message": "to is required, body is required"}
    assert refused("parameter_missing", switches=switches, what=MISSING) == (200, said)
    said = {"sent": "false", "message": "Instance not found"}
    assert refused("object_unknown", switches=switches) == (200, said)


@pytest.mark.parametrize(
    ("reason", "fields", "said"),
    [
        ("malformed", {"what": MISSING}, [{"to": "is required"}, {"body": "is required"}]),
        ("type_unsupported", {}, WRONG_TOKEN),
    ],
)
def test_a_gateway_that_reads_no_json_misses_fields_or_the_token(reason, fields, said):
    assert refused(reason, switches={"json_sends": False}, **fields) == (200, {"error": said})
    assert reason not in dialect.catalog({}).rules


@pytest.mark.parametrize("number", dialect.catalog({}).codes)
def test_every_code_can_be_said_without_details(number):
    code = dialect.catalog({}).codes[number]
    error = json.loads(answer(code=code, http=code.http).body)["error"]
    assert error
    assert isinstance(error, list) == (code.code in {10, 11, 12})


def test_a_fault_may_add_when_to_try_again():
    code = dialect.catalog({}).codes[50]
    reply = answer(code=code, http=500, retry_after_s=30)
    assert (b"retry-after", b"30") in reply.headers
    assert json.loads(reply.body) == {"error": "Internal Server Error"}
