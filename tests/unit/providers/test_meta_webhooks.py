"""Webhooks: the exact bytes, the signature, the handshake."""

import hmac
import json

import msgspec
import pytest
from metaworld import ACCOUNT, PHONE, RECIPIENT, inbound, message, status

from windtunnel.domain.effects import VerifyHook
from windtunnel.providers.meta import dialect
from windtunnel.providers.meta.errors import CODES

USER = b"11724611040542567300"
HOOK = VerifyHook(
    hook="h", provider="meta", url="http://127.0.0.1/x", verify_token="a b", challenge="1158201444"
)


def values(*events):
    body = json.loads(dialect.render_push(events))
    (entry,) = body["entry"]
    assert (body["object"], entry["id"]) == ("whatsapp_business_account", ACCOUNT)
    assert {change["field"] for change in entry["changes"]} == {"messages"}
    return [change["value"] for change in entry["changes"]]


def only_status(event):
    (value,) = values(event)
    (found,) = value["statuses"]
    return found


@pytest.mark.proves(
    "meta",
    "webhook messages, statuses: sent",
    "webhook messages, statuses: recipient_id",
    "webhook messages, statuses: recipient_user_id",
    "webhook messages, statuses: biz_opaque_callback_data",
    "webhook messages, statuses: contacts",
    "webhook messages, statuses",
)
def test_a_sent_status_has_metas_bytes():
    # Source: D:webhooks/reference/messages/status, shape of the example, read 2026-11-22.
    assert dialect.render_push([status("sent", of=message(opaque="a/b"))]) == (
        b'{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":'
        b'[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":'
        b'"15550100001","phone_number_id":"100000000000001"},"contacts":[{"profile":{"name":'
        b'"Customer 0002"},"wa_id":"15550100002","user_id":"US.' + USER + b'"}],"statuses":[{"id":'
        b'"wamid.HBgLMTU1NTAxMDAwMDIVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA","status":"sent",'
        b'"timestamp":"1764000000","recipient_id":"15550100002","recipient_user_id":"US.'
        + USER
        + b'",'
        b'"biz_opaque_callback_data":"a\\/b","pricing":{"billable":false,"pricing_model":"PMP",'
        b'"type":"free_customer_service","category":"service"}}]},"field":"messages"}]}]}'
    )


@pytest.mark.proves(
    "meta", "webhook messages, inbound text", "webhook messages, inbound text: contacts"
)
def test_an_inbound_text_has_metas_bytes():
    # Source: D:webhooks/reference/messages/text, shape of the example, read 2026-11-22.
    assert dialect.render_push([inbound("Olá 😀")]) == (
        b'{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":'
        b'[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":'
        b'"15550100001","phone_number_id":"100000000000001"},"contacts":[{"profile":{"name":'
        b'"Customer 0002"},"wa_id":"15550100002","user_id":"US.'
        + USER
        + b'"}],"messages":[{"from":"15550100002","from_user_id":"US.'
        + USER
        + b'","id":'
        b'"wamid.HBgLMTU1NTAxMDAwMDIVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",'
        b'"timestamp":"1764000000","text":{"body":"Ol\\u00e1 \\ud83d\\ude00"},"type":"text"}]},'
        b'"field":"messages"}]}]}'
    )


@pytest.mark.proves("meta", "webhook messages, inbound text: context")
def test_a_quoted_message_is_in_the_context():
    (value,) = values(inbound(context="wamid.B"))
    assert value["messages"][0]["context"] == {"from": "15550100001", "id": "wamid.B"}


@pytest.mark.proves("meta", "webhook escaping")
@pytest.mark.parametrize("said", ['"', "\\", "\x00\n", "\u2028", "a/b", "é" * 5000, "😀"])
def test_every_text_survives_the_escaping(said):
    (value,) = values(inbound(said, profile_name=said))
    assert value["messages"][0]["text"]["body"] == said
    assert value["contacts"][0]["profile"]["name"] == said


@pytest.mark.proves("meta", "webhook escaping")
@pytest.mark.parametrize("said", ["é", "😀", "\x7f", "\u2028"])
def test_a_body_is_ascii_alone(said):
    assert dialect.render_push([inbound(said)]).isascii()


def test_a_slash_inside_an_id_is_escaped():
    raw = dialect.render_push([status("sent", of=message(id="wamid.A/B+="))])
    assert b"wamid.A\\/B+=" in raw


@pytest.mark.proves(
    "meta",
    "webhook messages, statuses: delivered",
    "webhook messages, statuses: read",
    "webhook messages, statuses: pricing",
)
@pytest.mark.parametrize(
    ("name", "is_arrival", "is_priced"),
    [
        ("sent", None, True),
        ("delivered", None, True),
        ("read", None, False),
        ("sent", False, True),
        ("delivered", True, True),
        ("read", False, False),
        ("read", True, True),
        ("failed", None, False),
        ("failed", False, False),
    ],
)
def test_pricing_is_on_sent_and_on_the_first_news_of_arrival(name, is_arrival, is_priced):
    code = CODES[131026] if name == "failed" else None
    found = only_status(status(name, is_arrival=is_arrival, code=code))
    assert ("pricing" in found) == is_priced


@pytest.mark.parametrize(
    ("category", "kind", "billable"),
    [
        ("service", "free_customer_service", False),
        ("utility", "regular", True),
        ("marketing", "regular", True),
        ("authentication", "regular", True),
    ],
)
def test_pricing_names_the_category(category, kind, billable):
    pricing = only_status(status(of=message(category=category, in_window=True)))["pricing"]
    assert pricing == {
        "billable": billable,
        "pricing_model": "PMP",
        "type": kind,
        "category": category,
    }


@pytest.mark.proves("meta", "webhook messages, statuses: conversation")
@pytest.mark.parametrize(
    ("version", "has_one"), [("v23.0", True), ("v24.0", False), ("v99.0", False), ("", True)]
)
def test_a_conversation_is_there_up_to_v23(version, has_one):
    found = only_status(status(of=message(version=version)))
    assert ("conversation" in found) == has_one


def test_a_conversation_expires_on_sent_alone_and_keeps_its_id():
    # Source: a captured pair of webhooks, v22, of 25 June 2025, read 2026-11-24.
    of = message(version="v22.0")
    sent = only_status(status("sent", of=of))["conversation"]
    delivered = only_status(status("delivered", of=of))["conversation"]
    assert sent.pop("expiration_timestamp") == "1764086400"
    assert sent == delivered
    assert len(sent["id"]) == 32
    assert sent["origin"] == {"type": "service"}


@pytest.mark.proves(
    "meta", "webhook messages, statuses: failed", "webhook messages, statuses: errors"
)
def test_a_failed_status_says_why():
    # Source: D:webhooks/reference/messages/status, "failed" example, read 2026-11-22.
    event = status("failed", code=CODES[131047], details="More than 24 hours")
    assert only_status(event)["errors"] == [
        {
            "code": 131047,
            "title": "Re-engagement message",
            "message": "Re-engagement message",
            "error_data": {"details": "More than 24 hours"},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }
    ]


def test_a_failure_by_a_fault_says_what_the_platform_would_have_said():
    errors = only_status(status("failed", code=CODES[131026]))["errors"]
    assert errors[0]["error_data"] == {"details": "Message Undeliverable."}


@pytest.mark.proves("meta", "webhook batching")
def test_several_events_share_one_envelope_in_order():
    found = values(status("sent"), inbound(), status("read"))
    kinds = ["statuses" if "statuses" in value else "messages" for value in found]
    assert kinds == ["statuses", "messages", "statuses"]


def test_metadata_names_the_number_by_its_digits():
    (value,) = values(status(of=message(display='+1 (555) 010-0001"')))
    assert value["metadata"] == {"display_phone_number": "15550100001", "phone_number_id": PHONE}


def test_an_odd_recipient_of_the_control_api_cannot_break_the_body():
    (value,) = values(inbound(wa_id='é"'))
    assert value["messages"][0]["from"] == 'é"'


@pytest.mark.parametrize("length", [1, 64, 65, 200])
def test_the_signature_is_an_hmac_however_long_the_secret(length):
    secret = "s" * length
    digest = hmac.new(secret.encode(), b"{}", "sha256").hexdigest()
    assert dict(dialect.sign(b"{}", secret))[b"x-hub-signature-256"] == f"sha256={digest}".encode()


@pytest.mark.proves("meta", "webhook signature X-Hub-Signature-256")
def test_the_signature_is_over_the_raw_bytes():
    body = dialect.render_push([inbound("é/")])
    headers = dict(dialect.sign(body, "secret"))
    digest = hmac.new(b"secret", body, "sha256").hexdigest()
    assert headers == {
        b"content-type": b"application/json",
        b"user-agent": b"facebookexternalua",
        b"x-hub-signature-256": b"sha256=" + digest.encode(),
    }


@pytest.mark.proves("meta", "webhook verification GET")
def test_the_verification_carries_the_three_parameters():
    # Source: D:webhooks/create-webhook-endpoint, the verification request, read 2026-11-22.
    asked = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a+b"
    assert dialect.hook_url(HOOK) == f"http://127.0.0.1/x?{asked}"


def test_a_callback_keeps_its_own_query():
    hook = msgspec.structs.replace(HOOK, url="http://h/x?a=1")
    assert dialect.hook_url(hook).startswith("http://h/x?a=1&hub.mode=subscribe&")


@pytest.mark.parametrize(
    ("answered", "body", "ok"),
    [
        (200, b"1158201444", True),
        (200, b"1158201444\n", True),
        (200, b'"1158201444"', False),
        (200, b"", False),
        (403, b"1158201444", False),
        (201, b"1158201444", False),
    ],
)
def test_a_callback_must_echo_the_raw_challenge(answered, body, ok):
    assert dialect.hook_ok(HOOK, answered, body) is ok


def test_a_recipient_is_named_as_whatsapp_names_it():
    assert only_status(status())["recipient_id"] == RECIPIENT


def test_a_failed_status_has_a_contact_without_a_profile():
    # Source: D:business-scoped-user-ids and PYWA 4.5.0, read 2026-11-24.
    (value,) = values(status("failed", code=CODES[131026]))
    (contact,) = value["contacts"]
    assert contact.keys() == {"wa_id", "user_id"}


def test_a_user_has_one_id_in_everything_of_an_account_and_another_elsewhere():
    (one,) = values(status())
    (other,) = values(inbound())
    user = one["contacts"][0]["user_id"]
    assert user == one["statuses"][0]["recipient_user_id"]
    assert user == other["contacts"][0]["user_id"] == other["messages"][0]["from_user_id"]
    elsewhere = json.loads(dialect.render_push([inbound(account="2")]))
    there = elsewhere["entry"][0]["changes"][0]["value"]
    assert there["contacts"][0]["user_id"] != user


@pytest.mark.parametrize(
    "forms", [("5547988887777", "554788887777"), ("525512345678", "5215512345678")]
)
def test_all_forms_of_a_number_have_one_business_scoped_id(forms):
    ids = {values(inbound(wa_id=form))[0]["contacts"][0]["user_id"] for form in forms}
    assert len(ids) == 1
