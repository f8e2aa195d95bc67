"""Webhooks that are of no message: their exact form."""

import json

import pytest
from metaworld import ACCOUNT, PHONE, RECIPIENT, inbound, status

from windtunnel.domain.message import NumberEvent, PreferenceEvent, TemplateEvent
from windtunnel.providers.meta import dialect
from windtunnel.providers.meta.ids import user_id

HEAD = {"messaging_product": "whatsapp"} | {
    "metadata": {"display_phone_number": "15550100001", "phone_number_id": PHONE}
}
USER = "US.11724611040542567300"


def entries(*events):
    body = json.loads(dialect.render_push(events))
    assert body["object"] == "whatsapp_business_account"
    assert {entry["id"] for entry in body["entry"]} == {ACCOUNT}
    return body["entry"]


def preference(value="stop"):
    return PreferenceEvent(
        event=f"preference:{RECIPIENT}:{value}:1764000000",
        provider="meta",
        account=ACCOUNT,
        number=PHONE,
        display="15550100001",
        wa_id=RECIPIENT,
        profile_name="Customer 0002",
        value=value,
        t=0,
        unix_s=1_764_000_000,
    )


@pytest.mark.proves("meta", "webhook user_preferences")
@pytest.mark.parametrize("value", ["stop", "resume"])
def test_a_preference_has_metas_form(value):
    # Source: D:webhooks/reference/user_preferences, the example, read 2026-11-25.
    (entry,) = entries(preference(value))
    (change,) = entry["changes"]
    assert change == {
        "field": "user_preferences",
        "value": HEAD
        | {
            "contacts": [
                {"profile": {"name": "Customer 0002"}, "wa_id": RECIPIENT, "user_id": USER}
            ],
            "user_preferences": [
                {
                    "wa_id": RECIPIENT,
                    "detail": f"User requested to {value} marketing messages",
                    "category": "marketing_messages",
                    "value": value,
                    "timestamp": 1_764_000_000,
                }
            ],
        },
    }


def test_what_is_of_no_message_goes_with_messages_in_one_backlog():
    fields = [
        change["field"]
        for entry in entries(status("sent"), preference(), inbound())
        for change in entry["changes"]
    ]
    assert fields == ["messages", "user_preferences", "messages"]


def template(state="APPROVED", before="PENDING", **more):
    given = {"pauses": 0, "reason": "", "drawn": 1_689_556_908_129_832} | more
    return TemplateEvent(
        event=f"template:order:en_US:{state}:1764000000",
        provider="meta",
        account=ACCOUNT,
        name="order",
        lang="en_US",
        category="utility",
        state=state,
        before=before,
        t=0,
        unix_s=1_764_000_000,
        **given,
    )


def told(*given, **more):
    (entry,) = entries(template(*given, **more))
    return entry["changes"][0]["value"]


@pytest.mark.proves("meta", "webhook message_template_status_update")
def test_a_templates_state_has_metas_form():
    # Source: D:webhooks/reference/message_template_status_update, the example, read 2026-11-25.
    (entry,) = entries(template())
    assert entry == {
        "id": ACCOUNT,
        "time": 1_764_000_000,
        "changes": [
            {
                "value": {
                    "event": "APPROVED",
                    "message_template_id": 3_689_556_908_129_832,
                    "message_template_name": "order",
                    "message_template_language": "en_US",
                    "reason": "NONE",
                    "message_template_category": "UTILITY",
                },
                "field": "message_template_status_update",
            }
        ],
    }


@pytest.mark.parametrize(
    ("state", "before", "pauses", "title"),
    [
        ("PAUSED", "APPROVED", 1, "FIRST_PAUSE"),
        ("PAUSED", "APPROVED", 2, "SECOND_PAUSE"),
        ("PAUSED", "APPROVED", 3, "RATE_LIMITING_PAUSE"),
        ("APPROVED", "PAUSED", 1, "UNPAUSE"),
        ("DISABLED", "PAUSED", 2, "DISABLED"),
    ],
)
def test_a_pause_and_its_end_have_a_title(state, before, pauses, title):
    found = told(state, before, pauses=pauses)
    assert found["other_info"]["title"] == title
    assert found["other_info"]["description"]
    assert found["reason"] == "NONE"


def test_a_disabled_template_says_since_when():
    assert told("DISABLED")["disable_info"] == {"disable_date": "1764000000"}


@pytest.mark.parametrize(
    ("reason", "said"), [("", "INCORRECT_CATEGORY"), ("SCAM", "SCAM"), ("INVALID_FORMAT",) * 2]
)
def test_a_rejected_template_says_why(reason, said):
    found = told("REJECTED", reason=reason)
    assert found["reason"] == said
    assert found.keys() & {"rejection_info", "other_info"} == (
        {"rejection_info"} if said == "INVALID_FORMAT" else set()
    )


def number():
    return NumberEvent(
        event="wamid.A",
        provider="meta",
        account=ACCOUNT,
        number=PHONE,
        display="15550100001",
        wa_id=RECIPIENT,
        new_wa_id="447700900123",
        profile_name="Customer 0002",
        t=0,
        unix_s=1_764_000_000,
    )


NEW = user_id(ACCOUNT, "447700900123")


def said_of(event):
    (entry,) = entries(event)
    (change,) = entry["changes"]
    assert change["field"] == "messages"
    assert "contacts" not in change["value"]
    (message,) = change["value"]["messages"]
    return message


@pytest.mark.proves("meta", "webhook messages, system user_changed_number")
def test_a_changed_number_has_metas_form():
    # Source: D:webhooks/reference/messages/system, the syntax, read 2026-11-25.
    assert said_of(number()) == {
        "from": RECIPIENT,
        "id": "wamid.A",
        "timestamp": "1764000000",
        "type": "system",
        "system": {
            "body": f"User Customer 0002 changed from {RECIPIENT} to 447700900123",
            "wa_id": "447700900123",
            "user_id": NEW,
            "previous_user_id": USER,
            "type": "user_changed_number",
        },
    }


def under(event, chosen):
    """Return the value of an event's change under a value of the switch `bsuid`."""
    body = json.loads(dialect.renderer(dialect.catalog({"bsuid": chosen}))([event]))
    return body["entry"][0]["changes"][0]["value"]


def test_without_business_scoped_ids_a_changed_number_is_numbers_alone():
    (message,) = under(number(), "off")["messages"]
    assert message["system"].keys() == {"body", "wa_id", "type"}


def test_where_the_number_is_not_shared_the_change_of_the_id_alone_is_told():
    (message,) = under(number(), "phone-omitted")["messages"]
    assert "from" not in message
    assert message["system"] == {
        "body": f"User changed from {USER} to {NEW}",
        "user_id": NEW,
        "previous_user_id": USER,
        "type": "user_changed_user_id",
    }


def test_a_preference_without_business_scoped_ids_is_of_the_number_alone():
    (contact,) = under(preference(), "off")["contacts"]
    assert contact.keys() == {"profile", "wa_id"}


def test_a_text_where_the_number_is_not_shared_has_the_id_that_statuses_have():
    (said,) = under(inbound(), "phone-omitted")["messages"]
    (sent,) = under(status("sent"), "phone-omitted")["statuses"]
    assert said["from_user_id"] == sent["recipient_user_id"]
    assert "from" not in said
