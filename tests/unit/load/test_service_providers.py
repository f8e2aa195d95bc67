"""A sender.yaml in a world of several providers: placeholders and webhooks of each."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials
from windtunnel_load.adapters.places import fill
from windtunnel_load.adapters.service import load_service
from windtunnel_load.rig.service import places_of

BASE = """\
name: x
environment: {TOKEN: "{token}", OTHER: "{ultramsg.token}", KEEP: "{not.a.place}"}
WEBHOOK
request:
  path: /send
  body: {to: "{recipient}", from: "{ultramsg.number_id}"}
"""
URL = "http://127.0.0.1:9"


def load(tmp_path, webhook=""):
    path = tmp_path / "sender.yaml"
    path.write_text(BASE.replace("WEBHOOK", webhook))
    return load_service(path)


def given(*names):
    return {
        name: Credentials(
            provider=name,
            base_url=URL,
            token=f"{name}-token",
            account="2",
            app_secret="s",
            verify_token="v",
            numbers={"main": f"{name}-number"},
        )
        for name in names
    }


def test_a_plain_placeholder_is_the_first_providers_and_a_named_one_its_own(tmp_path):
    places = places_of(given("meta", "ultramsg"))
    assert fill(load(tmp_path).model.environment, places) == {
        "TOKEN": "meta-token",
        "OTHER": "ultramsg-token",
        "KEEP": "{not.a.place}",
    }
    assert places["ultramsg.number_id"] == "ultramsg-number"
    assert places_of(given("ultramsg"))["token"] == "ultramsg-token"


@pytest.mark.parametrize("name", ["dialog360", "my-gate"])
def test_a_provider_may_have_any_name(name):
    places = places_of(given("meta", name))
    assert fill(f"Bearer {{{name}.token}}", places) == f"Bearer {name}-token"


@pytest.mark.parametrize(
    "part",
    ['path: "/m/{id}?k={my-gate.token}"', "path: '/m/{id}', headers: {k: '{my-gate.token}'}"],
)
def test_where_outcomes_are_asked_for_a_placeholder_is_checked_too(tmp_path, part):
    service = load(tmp_path, f"outcome: {{poll: {{states: {{ok: accepted}}, {part}}}}}")
    with pytest.raises(ConfigError, match=r"\{my-gate.token\} is of my-gate, and the world has"):
        service.check_providers(("meta", "ultramsg"))


def test_a_placeholder_of_a_provider_that_is_not_there_is_said(tmp_path):
    load(tmp_path).check_providers(("meta", "ultramsg"))
    with pytest.raises(ConfigError, match=r"\{ultramsg.token\} is of ultramsg, and the world has"):
        load(tmp_path).check_providers(("meta",))


@pytest.mark.parametrize(
    ("webhook", "providers", "expected"),
    [
        ("", ("meta",), {}),
        ("webhook_path: /wa", ("ultramsg",), {"ultramsg": f"{URL}/wa"}),
        (
            "webhook_path: /wa",
            ("meta", "ultramsg"),
            {"meta": f"{URL}/wa/meta", "ultramsg": f"{URL}/wa/ultramsg"},
        ),
        (
            "webhook_path: {meta: /wa, ultramsg: /um}",
            ("meta", "ultramsg"),
            {"meta": f"{URL}/wa", "ultramsg": f"{URL}/um"},
        ),
        ("webhook_path: {ultramsg: /um}", ("meta", "ultramsg"), {"ultramsg": f"{URL}/um"}),
        ("webhook_path: {meta: /wa, ultramsg: /um}", ("ultramsg",), {"ultramsg": f"{URL}/um"}),
    ],
)
def test_each_providers_webhooks_have_a_url(tmp_path, webhook, providers, expected):
    assert load(tmp_path, webhook).webhook_urls(URL, providers) == expected
