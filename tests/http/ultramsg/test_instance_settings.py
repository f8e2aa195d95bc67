"""`instance/settings`: every field, alone and together."""

import pytest
from ultradesk import NUMBER, Desk

from windtunnel.domain.events import SetNumberSettings

URL = "http://127.0.0.1:9/hook?secret=x"
USUAL = {
    "sendDelay": 1,
    "sendDelayMax": 15,
    "webhook_url": "",
    "webhook_message_received": True,
    "webhook_message_create": True,
    "webhook_message_ack": True,
    "webhook_message_reaction": True,
    "webhook_message_download_media": False,
    "webhook_retries": 3,
}


@pytest.mark.proves("ultramsg", "GET instance/settings")
def test_an_instance_shows_every_setting():
    assert Desk().get("instance/settings").json() == USUAL


@pytest.mark.proves(
    "ultramsg",
    "POST instance/settings",
    "POST instance/settings: sendDelay",
    "POST instance/settings: sendDelayMax",
    "POST instance/settings: webhook_message_received",
    "POST instance/settings: webhook_message_create",
    "POST instance/settings: webhook_message_ack",
    "POST instance/settings: webhook_message_download_media",
    "POST instance/settings: webhook_message_reaction",
    "POST instance/settings: webhook_retries",
    "POST instance/settings: only some of them",
)
@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("sendDelay", "5", 5),
        ("sendDelay", "0", 0),
        ("sendDelayMax", "3600", 3600),
        ("webhook_retries", "0", 0),
        ("webhook_message_received", "false", False),
        ("webhook_message_create", "0", False),
        ("webhook_message_ack", "False", False),
        ("webhook_message_reaction", "off", False),
        ("webhook_message_download_media", "true", True),
    ],
)
def test_one_setting_changes_alone(name, word, value):
    desk = Desk()
    assert desk.post("instance/settings", **{name: word}).json() == USUAL | {name: value}
    assert desk.applied == [SetNumberSettings(number=NUMBER, settings={name: value})]
    assert desk.get("instance/settings").json() == USUAL | {name: value}


def test_a_longer_delay_first_is_possible():
    # Source: ZAP, read 2026-11-22: it inverts the behaviour.
    got = Desk().post("instance/settings", sendDelay="20", sendDelayMax="2").json()
    assert (got["sendDelay"], got["sendDelayMax"]) == (20, 2)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"sendDelay": "soon"}, ["sendDelay"]),
        ({"sendDelay": "-1"}, ["sendDelay"]),
        ({"sendDelayMax": "100000"}, ["sendDelayMax"]),
        ({"webhook_retries": "1000"}, ["webhook_retries"]),
        ({"webhook_message_ack": "perhaps", "sendDelay": "5"}, ["webhook_message_ack"]),
        ({"webhook_url": "ftp://x"}, ["webhook_url"]),
        ({"webhook_url": "nowhere"}, ["webhook_url"]),
        ({"webhook_url": "http://x/" + "y" * 3000}, ["webhook_url"]),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_changes_nothing(fields, wrong):
    desk = Desk()
    got = desk.post("instance/settings", **fields).json()
    assert got == {"error": [{name: "is not valid"} for name in wrong]}
    assert desk.applied == []
    assert desk.number.subscription is None


@pytest.mark.proves("ultramsg", "POST instance/settings: webhook_url")
def test_a_webhook_url_subscribes_the_instance():
    desk = Desk()
    assert desk.post("instance/settings", webhook_url=URL).json()["webhook_url"] == URL
    assert desk.number.subscription == URL
    assert desk.get("instance/settings").json()["webhook_url"] == URL


def test_an_empty_webhook_url_ends_the_webhook():
    desk = Desk()
    desk.number.subscription = URL
    assert desk.post("instance/settings", webhook_url="").json()["webhook_url"] == ""
    assert desk.number.subscription is None


def test_a_webhook_url_that_is_not_named_stays():
    desk = Desk()
    desk.number.subscription = URL
    assert desk.post("instance/settings", sendDelay="2").json()["webhook_url"] == URL


def test_the_url_that_is_there_already_is_no_new_subscription():
    desk = Desk(hook="would be refused")
    desk.number.subscription = URL
    assert desk.post("instance/settings", webhook_url=URL).json()["webhook_url"] == URL


def test_a_webhook_url_that_is_not_allowed_changes_nothing():
    desk = Desk(hook="host x is not allowed")
    got = desk.post("instance/settings", webhook_url=URL, sendDelay="5").json()
    assert got == {"error": [{"webhook_url": "host x is not allowed"}]}
    assert desk.applied == []


def test_empty_values_are_none():
    # Source: UMWA, whose client sends every field.
    desk = Desk()
    got = desk.post("instance/settings", sendDelay="5", webhook_message_ack="").json()
    assert got == USUAL | {"sendDelay": 5}
    assert desk.post("instance/settings").json() == got
