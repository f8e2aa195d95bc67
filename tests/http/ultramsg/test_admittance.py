"""Who is let in: instance, token, content type, path."""

import pytest
from ultradesk import NUMBER, TOKEN, WRONG_TOKEN, Desk

from windtunnel.providers.ultramsg.routes import ENDPOINTS

NOT_FOUND = {"error": "Instance not found"}
MULTIPART = "multipart/form-data; boundary=B"
PART = b'--B\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n--B--\r\n'


@pytest.mark.parametrize(("method", "resource"), ENDPOINTS, ids=lambda each: str(each))
def test_every_endpoint_wants_the_token(method, resource):
    for token in (None, "wrong"):
        got = Desk().ask(method, resource, token=token)
        assert got.json() == {"error": WRONG_TOKEN}


@pytest.mark.parametrize(("method", "resource"), ENDPOINTS, ids=lambda each: str(each))
def test_a_stopped_instance_answers_404_everywhere(method, resource):
    got = Desk(state="stopped").ask(method, resource)
    assert got.status_code == 404
    assert "Stopped due to non-payment" in got.json()["error"]


@pytest.mark.parametrize("token", [TOKEN, "wrong", None])
def test_an_unknown_instance_is_404_whatever_the_token(token):
    got = Desk().ask("GET", "instance/status", node="7", token=token)
    assert (got.status_code, got.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    "more",
    [
        {"data": {"token": TOKEN}},
        {"json": {"token": TOKEN}},
    ],
    ids=["form", "json"],
)
@pytest.mark.parametrize(
    ("method", "resource"), [("GET", "messages"), ("POST", "instance/logout")]
)
def test_the_token_may_be_in_the_body(method, resource, more):
    got = Desk().ask(method, resource, token=None, **more)
    assert (got.status_code, "error" in got.json()) == (200, False)


@pytest.mark.proves("ultramsg", "token in a GET's JSON body")
def test_a_get_with_a_json_body_is_let_in_by_a_switch():
    # Source: a client (TrueSelph) does it; whether it works at the vendor is not known.
    for is_read in (True, False):
        got = Desk(get_json_body=is_read).ask("GET", "messages", token=None, json={"token": TOKEN})
        assert ("error" in got.json()) != is_read


def test_the_query_goes_before_the_body():
    desk = Desk()
    got = desk.ask("POST", "instance/settings", params={"sendDelay": "2"}, json={"sendDelay": 3})
    assert got.json()["sendDelay"] == 2


@pytest.mark.parametrize("http", [200, 400, 422])
def test_the_status_of_a_wrong_field_is_a_switch(http):
    got = Desk(validation_http_status=http).post("messages/clear")
    assert (got.status_code, got.json()) == (http, {"error": [{"status": "is required"}]})


def test_the_status_of_a_wrong_token_is_a_switch():
    assert Desk(token_error_http_status=401).ask("GET", "messages", token="x").status_code == 401


def test_a_failure_may_be_said_as_third_parties_claim():
    got = Desk(failure_body="sent-false").post("messages/clear")
    assert got.json() == {"sent": "false", "message": "status is required"}


def test_an_empty_token_is_none():
    assert Desk().ask("GET", "messages", token="").json() == {"error": WRONG_TOKEN}


def test_fields_may_be_json_of_any_type():
    desk = Desk()
    more = {"json": {"sendDelay": 4, "webhook_message_ack": False, "webhook_url": None, "x": [1]}}
    got = desk.ask("POST", "instance/settings", **more).json()
    assert (got["sendDelay"], got["webhook_message_ack"]) == (4, False)


@pytest.mark.parametrize(
    "body", [b'{"token": ', b"\xff\xfe", b"[1]", b'{"a": ' * 5000, b"a&" * 5000]
)
def test_a_body_that_cannot_be_read_brings_nothing(body):
    got = Desk().ask("POST", "messages/clear", content=body)
    assert got.json() == {"error": [{"status": "is required"}]}


def test_multipart_is_not_read_at_messages():
    # Source: N8N, read 2026-11-22.
    more = {"content": PART % (b"status", b"sent"), "headers": {"content-type": MULTIPART}}
    got = Desk().ask("POST", "messages/clear", **more)
    assert got.json() == {"error": [{"status": "is required"}]}


def test_multipart_is_read_elsewhere():
    more = {"content": PART % (b"sendDelay", b"7"), "headers": {"content-type": MULTIPART}}
    assert Desk().ask("POST", "instance/settings", **more).json()["sendDelay"] == 7


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        ("GET", "nothing"),
        ("GET", ""),
        ("POST", "messages"),
        ("DELETE", "messages"),
        ("GET", "messages/chat"),
        ("PUT", "instance/settings"),
        ("GET", "messages//statistics"),
    ],
)
def test_a_path_that_does_not_exist_is_404_and_a_stray(method, resource):
    desk = Desk()
    got = desk.ask(method, resource)
    assert (got.status_code, got.json()) == (404, {"error": "Path not found"})
    assert desk.strays == [f"{method} {resource}"]


def test_a_slash_at_the_end_does_not_matter():
    assert Desk().ask("GET", "instance/status/").status_code == 200


def test_a_known_path_is_no_stray():
    desk = Desk()
    desk.get("instance/status")
    assert desk.strays == []


def test_the_instance_alone_opens_nothing():
    got = Desk().ask("GET", "", node=NUMBER, token=None)
    assert got.json() == {"error": WRONG_TOKEN}
