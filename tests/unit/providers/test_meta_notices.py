"""Webhooks that are of no message: their exact form."""

import json

import pytest
from metaworld import ACCOUNT, PHONE, RECIPIENT, inbound, status

from windtunnel.domain.message import PreferenceEvent
from windtunnel.providers.meta import dialect

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
