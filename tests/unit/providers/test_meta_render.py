"""Answers on the wire: the body of a success, the envelope of a refusal, the headers."""

import json
import re

import msgspec
import pytest
from metaworld import RECIPIENT, refused

from windtunnel.domain.submit import Answer
from windtunnel.providers.meta import dialect
from windtunnel.providers.meta.errors import CODES


def accepted(**more):
    values = {"attempt": "a", "provider": "meta", "accepted": True, "kind": "text"}
    values |= {"to": f"+{RECIPIENT}", "wa_id": RECIPIENT, "message": "wamid.A", "version": "v24.0"}
    return Answer(**values | more)


def rendered(answer):
    reply = dialect.render_answer(answer)
    return reply.status, dict(reply.headers), json.loads(reply.body)


def by_fault(code, **more):
    known = CODES[code]
    values = {"code": known, "subcode": known.subcode, "http": known.http}
    return accepted(accepted=False, message=None, **values | more)


@pytest.mark.proves(
    "meta", "answer of a send", "answer of a send: contacts", "answer of a send: messages id"
)
def test_a_success_names_the_contact_and_the_message():
    # Source: Meta's OpenAPI document v23.0, "Example response" of sendMessage, read 2026-11-22.
    assert dialect.render_answer(accepted()).body == (
        b'{"messaging_product":"whatsapp","contacts":[{"input":"+15550100002",'
        b'"wa_id":"15550100002"}],"messages":[{"id":"wamid.A"}]}'
    )


@pytest.mark.proves("meta", "answer of a send: message_status")
def test_a_message_status_is_shown_where_the_platform_gives_one():
    _, _, body = rendered(accepted(message_status="accepted"))
    assert body["messages"] == [{"id": "wamid.A", "message_status": "accepted"}]


@pytest.mark.parametrize("to", ['"', "\\", "(1) 2-3", "15550100002", "é"])
def test_the_input_comes_back_as_it_was_sent(to):
    assert rendered(accepted(to=to))[2]["contacts"][0]["input"] == to


def test_a_receipt_is_a_success():
    assert dialect.render_answer(accepted(message=None)).body == b'{"success":true}'


@pytest.mark.proves("meta", "header facebook-api-version")
def test_an_answer_says_what_it_is_and_which_version_answered():
    status, headers, _ = rendered(accepted())
    assert status == 200
    assert headers[b"content-type"] == b"application/json; charset=UTF-8"
    assert headers[b"facebook-api-version"] == b"v24.0"
    assert rendered(accepted(version=""))[1][b"facebook-api-version"] == b"v23.0"


@pytest.mark.proves(
    "meta",
    "error envelope",
    "error envelope: type",
    "error envelope: code",
    "error envelope: error_subcode",
    "error envelope: error_data",
    "error envelope: fbtrace_id",
)
def test_a_throttle_is_in_metas_envelope():
    # Source: the example of D:support/error-codes and YCloud's capture, read 2026-11-24.
    status, headers, body = rendered(refused("throughput"))
    trace = body["error"].pop("fbtrace_id")
    assert (status, body) == (
        400,
        {
            "error": {
                "message": "(#130429) Rate limit hit",
                "type": "OAuthException",
                "code": 130429,
                "error_subcode": 2494055,
                "error_data": {
                    "messaging_product": "whatsapp",
                    "details": "Cloud API message throughput has been reached.",
                },
            }
        },
    )
    assert re.fullmatch(r"A[A-Za-z0-9_-]{22}", trace)
    assert b"retry-after" not in headers


@pytest.mark.parametrize("code", [*dialect.catalog({}).codes, 999_999])
def test_every_code_is_an_oauth_exception_even_one_of_no_table(code):
    found = dialect.catalog({}).code(code)
    answer = Answer(attempt="", provider="meta", accepted=False, kind="", code=found, http=400)
    assert rendered(answer)[2]["error"]["type"] == "OAuthException"


def test_an_unknown_object_is_400_with_code_100_and_subcode_33():
    status, _, body = rendered(refused("object_unknown", id="7"))
    error = body["error"]
    assert (status, error["type"]) == (400, "GraphMethodException")
    assert (error["code"], error["error_subcode"]) == (100, 33)
    assert error["message"].startswith("Unsupported post request. Object with ID '7' does not")
    assert "error_data" not in error


@pytest.mark.proves("meta", "an expired token is 190 with 463", "header www-authenticate")
@pytest.mark.parametrize(
    ("reason", "http", "code", "subcode", "challenge"),
    [
        ("no_token", 401, 104, None, b"invalid_request"),
        ("token_invalid", 401, 190, None, b"invalid_token"),
        ("token_expired", 401, 190, 463, b"invalid_token"),
        ("token_revoked", 401, 190, 467, b"invalid_token"),
    ],
)
def test_an_auth_refusal_has_its_subcode_and_a_challenge(reason, http, code, subcode, challenge):
    status, headers, body = rendered(refused(reason, now="1764000000"))
    error = body["error"]
    assert (status, error["code"], error.get("error_subcode")) == (http, code, subcode)
    assert "error_data" not in error
    said = headers[b"www-authenticate"]
    assert said.startswith(b'OAuth "Facebook Platform" "' + challenge + b'" "')


@pytest.mark.proves("meta", "error envelope: message")
def test_a_graph_error_is_its_own_message():
    # Source: GH:DaggieBlanqx/whatsappcloudapi_wrapper#5, read 2026-11-24.
    error = rendered(refused("malformed", what='Unexpected key "caption" on param "audio".'))[2]
    assert error["error"]["message"] == '(#100) Unexpected key "caption" on param "audio".'
    assert "error_data" not in error["error"]


def test_a_whatsapp_error_has_its_words_in_the_details():
    # Source: GH:shridarpatil/frappe_whatsapp#43, read 2026-11-24.
    words = "Parameter 'text' is mandatory for component parameter type 'text'"
    error = rendered(refused("bad_parameter", what=words))[2]["error"]
    assert error["message"] == "(#100) Invalid parameter"
    assert error["error_data"] == {"messaging_product": "whatsapp", "details": words}


def test_no_client_can_break_a_header():
    words = 'a"b\r\nx: y\u2028\x00'
    said = rendered(refused("malformed", what=words))[1][b"www-authenticate"]
    assert said == b'OAuth "Facebook Platform" "invalid_request" "(#100) a\'b\'\'x: y\'\'"'


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_fault_can_answer_with_every_code(code):
    status, _, body = rendered(by_fault(code))
    error = body["error"]
    assert (status, error["code"]) == (CODES[code].http, code)
    assert error["message"]
    assert error.get("error_data", {"details": "x"})["details"]


def test_a_fault_says_what_the_platform_would_have_said():
    error = rendered(by_fault(131047))[2]["error"]
    assert error["error_data"]["details"].startswith("Message failed to send because more than 24")


def test_a_retry_after_is_sent_only_where_it_was_set():
    assert rendered(by_fault(130429, retry_after_s=7))[1][b"retry-after"] == b"7"


@pytest.mark.proves("meta", "error envelope: is_transient")
@pytest.mark.parametrize(("code", "is_transient"), [(2, True), (100, None)])
def test_a_passing_error_says_so(code, is_transient):
    assert rendered(by_fault(code))[2]["error"].get("is_transient") == is_transient


def test_traces_differ():
    traces = {
        rendered(msgspec.structs.replace(by_fault(2), trace=trace))[2]["error"]["fbtrace_id"]
        for trace in (*range(100), 2**64 - 1, 2**63)
    }
    assert len(traces) == 102
