"""Webhooks of UltraMsg's over the platform: what is told, what never is, and how often."""

import pytest
from ultrainstance import URL, Instance

from windtunnel.domain.events import AddGroup, CustomerText
from windtunnel.domain.worldspec import GroupSpec, WebhookSpec

HOOK = WebhookSpec(url=URL)
READ = {"read_share": 1.0, "delivered_skipped": 0.0, "played_share": 1.0}
FATE = [
    ("message_create", "pending"),
    ("message_ack", "server"),
    ("message_ack", "device"),
    ("message_ack", "read"),
    ("message_ack", "played"),
]
CUSTOMER = "5511999990001"


def one(kind="voice", **more):
    """Return an instance that sent one message, to its end."""
    values = {"webhook": HOOK, "profile": READ, **more}
    instance = Instance(**values)
    instance.send(kind, to=CUSTOMER, referenceId="order-1")
    return instance.settle()


def written(settings=(), **said):
    """Return what an instance was told of what a customer wrote."""
    instance = Instance(webhook=HOOK, settings=settings)
    instance.step(AddGroup(spec=GroupSpec(id="120363041234567890")))
    instance.step(CustomerText(recipient=CUSTOMER, number="main", **{"text": "Hi", **said}))
    return instance.settle().posts()


@pytest.mark.proves("ultramsg", "webhook echo of the sender's own messages")
def test_a_message_is_told_from_its_creation_to_its_end():
    instance = one()
    assert instance.kinds() == FATE
    assert {(post["id"], post["referenceId"]) for post in instance.posts()} == {("1", "order-1")}


@pytest.mark.proves("ultramsg", "no webhook for invalid, unsent and expired")
@pytest.mark.parametrize("fields", [{"to": "nobody"}, {"image": "no file!"}])
def test_a_failure_is_not_told(fields):
    instance = Instance(webhook=HOOK)
    assert instance.send("image", **fields).accepted
    instance.settle()
    assert sum(instance.failed().values()) == 1
    assert instance.posts() == []


@pytest.mark.proves("ultramsg", "webhook switched by its setting")
@pytest.mark.parametrize(
    ("setting", "kinds"),
    [("webhook_message_create", FATE[1:]), ("webhook_message_ack", FATE[:1])],
)
def test_what_a_setting_switches_off_is_not_told(setting, kinds):
    assert one(settings={setting: "false"}).kinds() == kinds


def test_what_customers_write_is_told_unless_switched_off():
    (post,) = written()
    assert (post["event_type"], post["data"]["body"]) == ("message_received", "Hi")
    assert written({"webhook_message_received": "0"}) == []


def test_a_reaction_has_a_setting_of_its_own():
    said = {"kind": "reaction", "text": "👍", "context": "true_1@c.us_3EB0"}
    (post,) = written({"webhook_message_received": "false"}, **said)
    assert post["event_type"] == "message_reaction"
    assert written({"webhook_message_reaction": "false"}, **said) == []


@pytest.mark.proves("ultramsg", "webhook media only where the setting says so")
def test_media_is_shown_only_where_the_setting_says_so():
    said = {"kind": "image", "media": "https://media.example/1"}
    (post,) = written(**said)
    assert post["data"]["media"] == ""
    (post,) = written({"webhook_message_download_media": "true"}, **said)
    assert post["data"]["media"] == "https://media.example/1"


@pytest.mark.proves("ultramsg", "webhook message_received of a group")
def test_a_message_of_a_group_is_known_by_one_id():
    (post,) = written(group="120363041234567890")
    data = post["data"]
    assert data["id"] == f"false_120363041234567890@g.us_{data['sid']}_{CUSTOMER}@c.us"


@pytest.mark.proves("ultramsg", "webhook retries by webhook_retries")
@pytest.mark.parametrize(("settings", "tries"), [({}, 4), ({"webhook_retries": "0"}, 1)])
def test_a_webhook_is_tried_again_as_often_as_the_setting_says(settings, tries):
    more = {"webhook_message_ack": "false", **settings}
    assert one(settings=more, ack=500).kinds() == FATE[:1] * tries


@pytest.mark.proves("ultramsg", "webhook duplicates and disorder")
def test_webhooks_come_twice_and_in_disorder_where_the_profile_says_so():
    twice = one(profile=READ | {"push_duplicate": 1.0}).kinds()
    assert sorted(twice) == sorted(FATE * 2)
    mixed = one(profile=READ | {"push_reorder": 1.0}).kinds()
    assert mixed != FATE
    assert sorted(mixed) == sorted(FATE)
