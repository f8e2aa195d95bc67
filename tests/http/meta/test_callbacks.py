"""Changing where webhooks go: the body's forms, the handshake, its refusal."""

import json

import pytest
from metaworld import ACCOUNT, PHONE, FakeWorld

URL = "http://127.0.0.1:9/hook"
APPS = f"/v23.0/{ACCOUNT}/subscribed_apps"
ASKED = {"override_callback_uri": URL, "verify_token": "V"}


@pytest.mark.proves(
    "meta",
    "POST /{account}/subscribed_apps",
    "POST /{account}/subscribed_apps: override_callback_uri",
    "POST /{account}/subscribed_apps: verify_token",
)
@pytest.mark.parametrize(
    "sent",
    [{"json": ASKED}, {"data": ASKED}, {"params": ASKED}, {"content": json.dumps(ASKED)}],
    ids=["json", "form", "query", "json without its content type"],
)
def test_an_override_is_taken_in_every_form_that_clients_use(sent):
    # Source: D:webhooks/override, read 2026-11-22.
    world = FakeWorld()
    got = world.ask("POST", APPS, **sent)
    assert got.json() == {"success": True}
    assert world.asked == [(URL, "V")]
    assert world.subscription == URL


def test_subscribing_without_an_override_changes_no_callback():
    world = FakeWorld()
    assert world.ask("POST", APPS).json() == {"success": True}
    assert world.asked == []


def test_a_callback_that_fails_the_handshake_is_refused_and_not_taken():
    world = FakeWorld(hook=f"{URL} did not answer")
    got = world.ask("POST", APPS, json=ASKED)
    error = got.json()["error"]
    assert (got.status_code, error["code"]) == (400, 2200)
    assert error["message"] == f"(#2200) Callback verification failed: {URL} did not answer"
    assert world.subscription is None


def test_an_override_of_more_than_200_characters_is_refused():
    got = FakeWorld().ask("POST", APPS, json=ASKED | {"override_callback_uri": "h" * 201})
    assert got.json()["error"]["message"].endswith("must be at most 200 characters long.")


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"override_callback_uri": 1}',
        b"\xff",
        b'{"a":' + b"[" * 50_000,
        b"a=" + b"x" * 70_000,
        b"webhook_configuration={",
    ],
    ids=["cut", "wrong type", "no utf-8", "deep", "large", "cut inside a form"],
)
def test_a_body_that_cannot_be_read_is_code_100(raw):
    got = FakeWorld().ask("POST", APPS, content=raw)
    assert (got.status_code, got.json()["error"]["code"]) == (400, 100)


@pytest.mark.proves("meta", "DELETE /{account}/subscribed_apps")
def test_deleting_ends_the_subscription():
    world = FakeWorld()
    world.subscription = URL
    assert world.ask("DELETE", APPS).json() == {"success": True}
    assert world.subscription is None


@pytest.mark.proves("meta", "POST /{phone}")
@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"webhook_configuration": ASKED}},
        {"data": {"webhook_configuration": json.dumps(ASKED)}},
    ],
    ids=["json", "form"],
)
def test_a_number_takes_a_callback_too(sent):
    # Source: D:webhooks/override (phone number level), read 2026-11-22.
    world = FakeWorld()
    assert world.ask("POST", f"/{PHONE}", **sent).json() == {"success": True}
    assert world.subscription == URL
    shown = world.ask("GET", f"/{PHONE}?fields=webhook_configuration").json()
    assert shown["webhook_configuration"] == {"application": URL}


def test_an_empty_callback_of_a_number_ends_the_subscription():
    # Source: D:webhooks/override, deleting a phone number's alternate callback, read 2026-11-22.
    world = FakeWorld()
    world.subscription = URL
    asked = {"webhook_configuration": {"override_callback_uri": ""}}
    assert world.ask("POST", f"/v23.0/{PHONE}/", json=asked).json() == {"success": True}
    assert world.subscription is None


def test_a_number_post_of_something_else_is_refused():
    got = FakeWorld().ask("POST", f"/{PHONE}", json={"pin": "123456"})
    assert got.json()["error"]["message"] == (
        "(#100) The parameter webhook_configuration is required."
    )
