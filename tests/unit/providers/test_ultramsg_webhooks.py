"""Webhooks of UltraMsg's: every field of every event, as captured."""

import json

import pytest
from ultraworld import NUMBER, inbound, pushed, status, submit

from windtunnel.domain.effects import VerifyHook
from windtunnel.providers.ultramsg import dialect

OWN_FIELDS = {
    "author": "",
    "body": "Hello",
    "from": "15550100001@c.us",
    "fromMe": True,
    "id": "true_14155552671@c.us_3EB0C767D82B632A2E4E",
    "isForwarded": False,
    "isMentioned": False,
    "media": "",
    "mentionedIds": [],
    "pushname": "Windtunnel",
    "quotedMsg": {},
    "self": False,
    "sid": "3EB0C767D82B632A2E4E",
    "time": 1_764_000_000,
    "to": "14155552671@c.us",
    "type": "chat",
}


@pytest.mark.proves(
    "ultramsg",
    "webhook message_create",
    "webhook message_ack",
    "webhook echo of the sender's own messages",
    "webhook instanceId as digits in a string",
    "webhook envelope",
    "webhook envelope: event_type",
    "webhook envelope: instanceId",
    "webhook envelope: id",
    "webhook envelope: referenceId",
    "webhook envelope: data",
    "webhook envelope: hash",
    "ack pending",
    "ack server",
    "ack device",
    "ack read",
    "ack played",
)
@pytest.mark.parametrize(
    ("name", "event", "ack"),
    [
        ("pending", "message_create", "pending"),
        ("sent", "message_ack", "server"),
        ("delivered", "message_ack", "device"),
        ("read", "message_ack", "read"),
        ("played", "message_ack", "played"),
    ],
)
def test_a_status_is_an_ack_and_the_first_one_a_creation(name, event, ack):
    # Source: WH, ZAP, DOC-list, read 2026-11-22.
    body = pushed(status(name))
    assert body.pop("hash")
    assert body == {
        "event_type": event,
        "instanceId": NUMBER,
        "id": "7",
        "referenceId": "order-1",
        "data": OWN_FIELDS | {"ack": ack},
    }


@pytest.mark.proves(
    "ultramsg",
    "webhook message_received",
    "webhook data",
    "webhook data: id",
    "webhook data: sid",
    "webhook data: from",
    "webhook data: to",
    "webhook data: author",
    "webhook data: pushname",
    "webhook data: ack",
    "webhook data: type",
    "webhook data: body",
    "webhook data: fromMe",
    "webhook data: self",
    "webhook data: isForwarded",
    "webhook data: isMentioned",
    "webhook data: quotedMsg",
    "webhook data: mentionedIds",
    "webhook data: time",
)
def test_a_customers_message_names_no_queue_id():
    # Source: WH, CAP, read 2026-11-22.
    body = pushed(inbound("Olá"))
    assert body.pop("hash")
    data = body.pop("data")
    assert body == {
        "event_type": "message_received",
        "instanceId": NUMBER,
        "id": "",
        "referenceId": "",
    }
    assert data == OWN_FIELDS | {
        "ack": "",
        "body": "Olá",
        "from": "14155552671@c.us",
        "fromMe": False,
        "id": "false_14155552671@c.us_3AEB0C767D82B632A2E4E1122334455F",
        "pushname": "Ana",
        "sid": "3AEB0C767D82B632A2E4E1122334455F",
        "to": "15550100001@c.us",
    }


@pytest.mark.proves("ultramsg", "webhook message_received of a group")
@pytest.mark.parametrize("group", ["120363041234567890", "120363041234567890@g.us"])
def test_a_message_of_a_group_comes_from_it_and_has_an_author(group):
    # Source: CAP, read 2026-11-22.
    data = pushed(inbound(group=group))["data"]
    assert (data["from"], data["author"]) == ("120363041234567890@g.us", "14155552671@c.us")


@pytest.mark.proves("ultramsg", "webhook data: media")
def test_media_is_shown_where_there_is_some():
    data = pushed(inbound("Look", kind="image", media="https://media.example/1"))["data"]
    assert (data["type"], data["media"], data["body"]) == (
        "image",
        "https://media.example/1",
        "Look",
    )


@pytest.mark.proves(
    "ultramsg", "webhook types chat image video audio ptt document sticker location vcard reaction"
)
@pytest.mark.parametrize(
    ("kind", "wire"),
    [
        ("text", "chat"),
        ("voice", "ptt"),
        ("image", "image"),
        ("audio", "audio"),
        ("document", "document"),
        ("sticker", "sticker"),
        ("location", "location"),
        ("vcard", "vcard"),
        ("contact", "vcard"),
        ("link", "chat"),
        ("video", "video"),
    ],
)
def test_a_kind_has_the_name_that_whatsapp_gives_it(kind, wire):
    assert pushed(status(kind=kind))["data"]["type"] == wire


@pytest.mark.proves("ultramsg", "webhook message_reaction")
def test_a_reaction_is_its_emoji_and_what_it_is_of():
    event = inbound("👍", kind="reaction", context="true_1@c.us_3EB0")
    body = pushed(event)
    assert body["event_type"] == "message_reaction"
    assert (body["data"]["body"], body["data"]["quotedMsg"]) == ("👍", {"id": "true_1@c.us_3EB0"})
    data = pushed(event, webhook_reaction="object")["data"]
    assert data["reaction"] == {"emoji": "👍", "msgId": "true_1@c.us_3EB0"}
    assert "reaction" not in pushed(inbound(), webhook_reaction="object")["data"]


def test_a_reply_quotes_what_it_is_to():
    data = pushed(status(note={"msgId": "false_1@c.us_3A"}))["data"]
    assert data["quotedMsg"] == {"id": "false_1@c.us_3A"}


def test_a_message_to_a_group_goes_to_its_own_id():
    data = pushed(status(wa_id="1415-44@g.us"))["data"]
    assert data["to"] == "1415-44@g.us"


def test_whom_a_send_mentions_is_told():
    said = "+14155552671, 55 41 99999-0001,14155552672@c.us, ,nobody"
    data = pushed(status(note={"mentions": said}))["data"]
    assert data["mentionedIds"] == [
        "14155552671@c.us",
        "554199990001@c.us",
        "14155552672@c.us",
    ]


def test_a_mention_that_was_not_kept_whole_is_not_told():
    note = submit(mentions=",".join(["14155552671"] * 50)).note
    assert pushed(status(note=note))["data"]["mentionedIds"] == ["14155552671@c.us"] * 42


def test_an_instances_own_number_has_whatsapps_form_too():
    shown = {"display": "+55 41 99999-0001"}
    assert pushed(status(**shown))["data"]["from"] == "554199990001@c.us"
    assert pushed(inbound(**shown))["data"]["to"] == "554199990001@c.us"


def test_older_webhooks_have_no_hash_and_no_short_id():
    body = pushed(status(), webhook_fields="2022")
    assert "hash" not in body
    assert "sid" not in body["data"]


def test_that_webhooks_name_the_queue_id_is_a_switch():
    body = pushed(status(), webhook_queue_id=False)
    assert (body["id"], body["referenceId"]) == ("", "")


def test_a_message_without_a_reference_has_an_empty_one():
    assert pushed(status(opaque=None))["referenceId"] == ""


def test_the_hash_of_an_event_is_the_same_at_each_try():
    assert pushed(status())["hash"] == pushed(status())["hash"] != pushed(inbound())["hash"]


def test_a_webhook_is_utf8_and_never_fails():
    render = dialect.renderer(dialect.catalog({}))
    assert "Olá".encode() in render([inbound("Olá")])
    assert json.loads(render([inbound("\ud800")]))["data"]["body"] == "?"


@pytest.mark.proves("ultramsg", "webhook without a signature")
def test_nothing_is_signed_and_no_callback_is_asked_first():
    assert dialect.sign(b"{}", "secret") == ((b"content-type", b"application/json"),)
    hook = VerifyHook(
        hook="h", provider="ultramsg", url="http://a.example/?k=1", verify_token="", challenge="c"
    )
    assert dialect.hook_url(hook) == hook.url
    assert dialect.hook_ok(hook, 404, b"")
