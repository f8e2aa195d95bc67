"""The number node, the account node and the lists, as a client sees them."""

import pytest
from metaworld import ACCOUNT, APP, PHONE, FakeWorld, Number

from windtunnel.domain.worldspec import TemplateSpec


@pytest.mark.proves("meta", "GET /{phone}")
def test_a_number_shows_its_usual_fields():
    # Source: captured answer of GET /{phone} in PYWA api.py, read 2026-11-22.
    got = FakeWorld().ask("GET", f"/v23.0/{PHONE}")
    assert got.status_code == 200
    assert got.json() == {
        "verified_name": "main",
        "code_verification_status": "VERIFIED",
        "display_phone_number": "+1 555-010-0001",
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "id": PHONE,
    }


def test_a_number_shows_the_fields_asked_for_and_its_id():
    got = FakeWorld().ask("GET", f"/{PHONE}", params={"fields": "status, account_mode"})
    assert got.json() == {"status": "CONNECTED", "account_mode": "LIVE", "id": PHONE}


def test_a_field_without_a_value_is_left_out():
    got = FakeWorld().ask("GET", f"/{PHONE}?fields=certificate,status")
    assert got.json() == {"status": "CONNECTED", "id": PHONE}


def test_a_field_that_does_not_exist_is_code_100():
    got = FakeWorld().ask("GET", f"/{PHONE}?fields=shoe_size")
    error = got.json()["error"]
    assert (got.status_code, error["code"]) == (400, 100)
    assert error["message"] == "(#100) Tried accessing nonexisting field (shoe_size)"


@pytest.mark.parametrize(("per_s", "level"), [(80, "STANDARD"), (1000, "HIGH")])
def test_the_throughput_level_follows_the_number(per_s, level):
    world = FakeWorld()
    world._numbers = [Number(throughput_per_s=per_s)]
    got = world.ask("GET", f"/{PHONE}?fields=throughput")
    assert got.json()["throughput"] == {"level": level}


def test_a_number_elsewhere_is_shown_by_its_digits():
    world = FakeWorld()
    world._numbers = [Number(display="4915550100001")]
    got = world.ask("GET", f"/{PHONE}?fields=display_phone_number,country_code").json()
    assert (got["display_phone_number"], got["country_code"]) == ("+4915550100001", "DE")


def test_answers_say_which_version_answered():
    world = FakeWorld()
    asked = {"/v25.0": "v25.0", "": "v23.0"}
    for prefix, version in asked.items():
        got = world.ask("GET", f"{prefix}/{PHONE}/")
        assert got.headers["facebook-api-version"] == version
        assert got.headers["content-type"] == "application/json; charset=UTF-8"


@pytest.mark.proves("meta", "GET /{account}")
def test_an_account_shows_its_fields():
    got = FakeWorld().ask("GET", f"/{ACCOUNT}?fields=id,currency")
    assert got.json() == {"id": ACCOUNT, "currency": "USD"}


@pytest.mark.proves("meta", "GET /{account}/phone_numbers")
def test_the_numbers_of_an_account_are_a_list():
    got = FakeWorld().ask("GET", f"/v23.0/{ACCOUNT}/phone_numbers").json()
    assert [number["id"] for number in got["data"]] == [PHONE]
    assert got["paging"]["cursors"].keys() == {"before", "after"}


@pytest.mark.proves(
    "meta", "GET /{account}/message_templates", "GET /{account}/message_templates: components"
)
def test_a_template_is_listed_as_it_was_made():
    got = FakeWorld().ask("GET", f"/{ACCOUNT}/message_templates?name=login").json()
    (login,) = got["data"]
    assert (login["language"], login["status"], login["category"]) == (
        "en",
        "APPROVED",
        "AUTHENTICATION",
    )
    body, buttons = login["components"]
    example = {"body_text": [["value 1"]]}
    assert body == {"type": "BODY", "text": "{{1}} is your code", "example": example}
    assert buttons["buttons"][0]["type"] == "URL"
    assert isinstance(login["id"], str)


def test_buttons_are_listed_and_only_a_variable_has_an_example():
    world = FakeWorld()
    order, login = world.ask("GET", f"/{ACCOUNT}/message_templates?fields=components").json()[
        "data"
    ][:2]
    reply, shop = order["components"][-1]["buttons"]
    assert reply == {"type": "QUICK_REPLY", "text": "Stop"}
    assert shop == {"type": "URL", "text": "Shop", "url": "https://shop.example/"}
    assert login["components"][-1]["buttons"][0]["example"]


@pytest.mark.proves("meta", "GET /{account}/message_templates: parameter_format")
def test_templates_say_whether_their_parameters_are_named():
    got = FakeWorld().ask("GET", f"/{ACCOUNT}/message_templates").json()
    assert {one["name"]: one["parameter_format"] for one in got["data"]} == {
        "order": "POSITIONAL",
        "login": "POSITIONAL",
        "named": "NAMED",
    }


@pytest.mark.proves(
    "meta", "GET /{account}/message_templates: filters name, status, category, language"
)
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=log", ["login"]),
        ("category=UTILITY,MARKETING", ["order", "named"]),
        ("language=en&status=APPROVED", ["login", "named"]),
        ("status=PAUSED", []),
    ],
)
def test_templates_are_filtered(query, names):
    got = FakeWorld().ask("GET", f"/{ACCOUNT}/message_templates?{query}").json()
    assert [one["name"] for one in got["data"]] == names


@pytest.mark.proves("meta", "GET /{account}/message_templates: summary")
def test_totals_are_shown_where_they_are_asked_for():
    query = "name=log&summary=total_count,message_template_count,other"
    got = FakeWorld().ask("GET", f"/{ACCOUNT}/message_templates?{query}").json()
    assert got["summary"] == {"total_count": 1, "message_template_count": 3}


@pytest.mark.proves("meta", "GET /{account}/message_templates: examples")
def test_named_parameters_have_named_examples():
    got = FakeWorld().ask("GET", f"/{ACCOUNT}/message_templates?name=named").json()
    (body,) = got["data"][0]["components"]
    assert body["example"] == {
        "body_text_named_params": [{"param_name": "name", "example": "a name"}]
    }


@pytest.mark.proves("meta", "GET /{account}/message_templates: limit and after")
def test_following_next_walks_every_template_once():
    templates = [TemplateSpec(name=f"t{i}", body="x") for i in range(60)]
    world = FakeWorld(templates=templates)
    url, names = f"/v23.0/{ACCOUNT}/message_templates?fields=name&limit=25", []
    while url:
        page = world.ask("GET", url).json()
        names += [one["name"] for one in page["data"]]
        url = page["paging"].get("next")
    assert names == [f"t{i}" for i in range(60)]


def test_a_cursor_that_cannot_be_read_is_code_131059():
    got = FakeWorld().ask("GET", f"/{ACCOUNT}/message_templates?after=zzz")
    assert (got.status_code, got.json()["error"]["code"]) == (400, 131059)


@pytest.mark.proves("meta", "GET /{account}/subscribed_apps")
def test_the_app_of_an_account_is_listed_with_its_callback():
    world = FakeWorld()
    assert world.ask("GET", f"/{ACCOUNT}/subscribed_apps").json() == {"data": []}
    world.subscription = "http://127.0.0.1/x"
    (entry,) = world.ask("GET", f"/{ACCOUNT}/subscribed_apps").json()["data"]
    assert entry["whatsapp_business_api_data"]["id"] == APP
    assert entry["override_callback_uri"] == "http://127.0.0.1/x"
