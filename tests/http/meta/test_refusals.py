"""Every refusal of the management endpoints is in Meta's envelope."""

import re

import pytest
from metaworld import ACCOUNT, APP, PHONE, FakeWorld

ENDPOINTS = [
    ("GET", f"/v23.0/{PHONE}"),
    ("POST", f"/v23.0/{PHONE}"),
    ("GET", f"/{ACCOUNT}/phone_numbers"),
    ("GET", f"/{ACCOUNT}/message_templates"),
    ("GET", f"/{ACCOUNT}/subscribed_apps"),
    ("POST", f"/{ACCOUNT}/subscribed_apps"),
    ("DELETE", f"/{ACCOUNT}/subscribed_apps"),
    ("GET", f"/{PHONE}/nowhere"),
    ("PUT", f"/{ACCOUNT}"),
    ("GET", "/v23.0/me"),
    ("GET", "/v23.0"),
]


def error_of(got):
    body = got.json()
    assert list(body) == ["error"]
    assert re.fullmatch(r"A[A-Za-z0-9_-]{22}", body["error"]["fbtrace_id"])
    return got.status_code, body["error"]["code"], body["error"].get("error_subcode")


@pytest.mark.proves("meta", "no token is 104")
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_no_token_is_104_everywhere(method, path):
    assert error_of(FakeWorld().ask(method, path, token=None)) == (401, 104, None)


@pytest.mark.proves("meta", "a token of nobody is 190")
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_a_token_of_no_world_is_190_everywhere(method, path):
    got = FakeWorld().ask(method, path, token="other")
    assert error_of(got) == (401, 190, None)
    assert '"invalid_token"' in got.headers["www-authenticate"]


@pytest.mark.proves("meta", "a scope that is missing is 200")
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_a_missing_scope_is_200_everywhere(method, path):
    world = FakeWorld(scopes=("whatsapp_business_messaging",))
    assert error_of(world.ask(method, path)) == (403, 200, None)


@pytest.mark.proves("meta", "an id of nobody is 400 with 100 and 33")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v23.0/999999999999999"),
        ("GET", "/999999999999999/phone_numbers"),
        ("DELETE", "/999999999999999/subscribed_apps"),
    ],
)
def test_a_foreign_id_is_400_with_100_and_33(method, path):
    got = FakeWorld().ask(method, path)
    assert error_of(got) == (400, 100, 33)
    words = f"Unsupported {method.lower()} request. Object with ID '999999999999999' does not"
    assert got.json()["error"]["message"].startswith(words)


def test_a_node_of_another_kind_is_no_number():
    assert error_of(FakeWorld().ask("GET", f"/{APP}")) == (400, 100, 33)


@pytest.mark.parametrize("edge", ["phone_numbers", "message_templates", "subscribed_apps"])
def test_an_edge_of_the_account_is_not_one_of_a_number(edge):
    got = FakeWorld().ask("GET", f"/{PHONE}/{edge}")
    assert error_of(got) == (400, 100, None)
    assert f"nonexisting field ({edge})" in got.json()["error"]["message"]


@pytest.mark.proves("meta", "an edge of nobody is 100 or 2500")
def test_an_edge_that_nothing_has_is_100_for_get_and_2500_else():
    world = FakeWorld()
    assert error_of(world.ask("GET", f"/{PHONE}/nowhere")) == (400, 100, None)
    got = world.ask("POST", f"/v23.0/{PHONE}/nowhere")
    assert error_of(got) == (400, 2500, None)
    assert got.json()["error"]["message"] == "Unknown path components: /nowhere"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "QUERY"])
def test_a_method_that_nothing_has_is_unsupported(method):
    got = FakeWorld().ask(method, f"/{ACCOUNT}")
    assert error_of(got) == (400, 100, 33)
    assert got.json()["error"]["message"].startswith(f"Unsupported {method.lower()} request.")


@pytest.mark.proves("meta", "an alias is 404 with 803")
@pytest.mark.parametrize("path", ["/v23.0/me", "/v23.0/me/messages", "/v23.0/%C3%A9"])
def test_an_alias_is_404_with_803(path):
    assert error_of(FakeWorld().ask("GET", path)) == (404, 803, None)


@pytest.mark.parametrize("path", ["/v23.0", "/v23.0/", f"/v23.0/{PHONE}/a/b/c", f"/{PHONE}//"])
def test_odd_paths_are_answered_in_the_envelope_too(path):
    got = FakeWorld().ask("DELETE", path)
    assert error_of(got)[0] in {400, 404}


@pytest.mark.proves("meta", "token as ?access_token=")
def test_the_token_may_stand_in_the_query():
    got = FakeWorld().ask("GET", f"/{PHONE}?access_token=EAAtoken", token=None)
    assert got.status_code == 200


@pytest.mark.proves("meta", "header facebook-api-version")
def test_the_version_stands_on_refusals_too():
    got = FakeWorld().ask("GET", "/v25.0/999999999999999")
    assert got.headers["facebook-api-version"] == "v25.0"
