"""Each switch of the webhooks, with each of its values."""

import json

import pytest
from metaworld import inbound, message, status

from windtunnel.domain.worldspec import WorldSpec
from windtunnel.engine.platform import Platform
from windtunnel.providers.meta import dialect
from windtunnel.providers.meta.catalog import SWITCHES
from windtunnel.providers.meta.errors import CODES
from windtunnel.providers.meta.variants import USUAL

NEW, OLD = "v24.0", "v23.0"
FAILED = status("failed", code=CODES[131026])
EVERY = [status("sent"), status("delivered"), status("read", is_arrival=False), FAILED, inbound()]


def body(*events, **switches):
    return dialect.renderer(dialect.catalog(switches))(events)


def value(event, **switches):
    (entry,) = json.loads(body(event, **switches))["entry"]
    (change,) = entry["changes"]
    return change["value"]


def only(event, **switches):
    (found,) = value(event, **switches)["statuses"]
    return found


def names(tree):
    """Return every name that stands anywhere in a body."""
    if isinstance(tree, dict):
        return set(tree) | {name for inner in tree.values() for name in names(inner)}
    return {name for inner in tree for name in names(inner)} if isinstance(tree, list) else set()


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_value_is_the_default(name):
    assert SWITCHES[name][0] == USUAL[name]


def test_under_the_usual_switches_the_hot_path_is_not_wrapped():
    assert dialect.renderer(dialect.catalog(dict(USUAL))) == dialect.render_push


@pytest.mark.parametrize("name", USUAL)
def test_each_other_value_changes_a_body(name):
    events = [status(of=message(version=version)) for version in (OLD, NEW)] + [inbound("é/")]
    bodies = {body(*events, **{name: value}) for value in SWITCHES[name]}
    assert len(bodies) == len(SWITCHES[name])


def test_rewriting_alone_changes_nothing():
    events = [status(of=message(version=OLD, opaque="a/é")), FAILED, inbound('"\\/😀\x7f')]
    with_extra = json.loads(body(*events, conversation_object="always"))
    assert with_extra == json.loads(body(*events))
    assert body(*events, conversation_object="always") == body(*events)


@pytest.mark.parametrize(
    ("chosen", "version", "there"),
    [
        ("per-version", OLD, True),
        ("per-version", NEW, False),
        ("always", OLD, True),
        ("always", NEW, True),
        ("never", OLD, False),
        ("never", NEW, False),
    ],
)
def test_a_conversation_stands_where_the_switch_says(chosen, version, there):
    found = only(status("sent", of=message(version=version)), conversation_object=chosen)
    assert ("conversation" in found) == there
    assert "pricing" in found


@pytest.mark.parametrize("name", ["sent", "delivered"])
@pytest.mark.parametrize("category", ["service", "utility"])
def test_an_added_conversation_is_the_one_of_an_older_version(name, category):
    old = only(status(name, of=message(version=OLD, category=category)))
    new = status(name, of=message(version=NEW, category=category))
    assert list(only(new, conversation_object="always").items()) == list(old.items())


@pytest.mark.parametrize(
    ("chosen", "category", "kind", "billable"),
    [
        ("free", "service", "free_customer_service", False),
        ("utility-rate", "service", "regular", True),
        ("utility-rate", "utility", "regular", True),
    ],
)
def test_a_webhook_says_what_a_message_costs_as_the_ledger_does(chosen, category, kind, billable):
    pricing = only(status("sent", of=message(category=category)), service_pricing=chosen)[
        "pricing"
    ]
    assert pricing == {
        "billable": billable,
        "pricing_model": "PMP",
        "type": kind,
        "category": category,
    }


def test_a_failed_status_has_no_price_under_any_switch():
    assert "pricing" not in only(FAILED, service_pricing="utility-rate")


def test_a_status_without_pricing_gets_no_conversation():
    read = status("read", of=message(version=NEW), is_arrival=False)
    assert "conversation" not in only(read, conversation_object="always")
    assert "conversation" not in only(FAILED, conversation_object="always")


@pytest.mark.parametrize("event", [status("sent"), FAILED], ids=["sent", "failed"])
def test_statuses_have_contacts_or_not(event):
    assert "contacts" in value(event, statuses_contacts=True)
    assert "contacts" not in value(event, statuses_contacts=False)


def test_a_customers_message_keeps_its_contact():
    assert "contacts" in value(inbound(), statuses_contacts=False)


PHONES = {"wa_id", "recipient_id"}
USERS = {"user_id", "recipient_user_id", "from_user_id"}


@pytest.mark.parametrize("event", EVERY, ids=lambda event: getattr(event, "status", "inbound"))
@pytest.mark.parametrize(
    ("chosen", "there", "gone"),
    [
        ("beside-phone", PHONES | USERS, set()),
        ("off", PHONES, USERS),
        ("phone-omitted", USERS, PHONES),
    ],
)
def test_who_a_webhook_is_about_is_said_as_the_switch_says(event, chosen, there, gone):
    found = names(value(event, bsuid=chosen))
    usual = names(value(event))
    assert found & (PHONES | USERS) == usual & there
    assert not found & gone


def test_a_customers_message_without_a_number_names_nobody_but_the_business():
    quoting = inbound(context="wamid.B")
    (found,) = value(quoting, bsuid="phone-omitted")["messages"]
    assert "from" not in found
    assert found["from_user_id"].startswith("US.")
    assert found["context"] == {"from": "15550100001", "id": "wamid.B"}


def test_escaping_is_metas_or_none():
    event = inbound("Olá/😀")
    assert b'"Ol\\u00e1\\/\\ud83d\\ude00"' in body(event, webhook_escaping="ascii")
    assert '"Olá/😀"'.encode() in body(event, webhook_escaping="utf-8")


@pytest.mark.parametrize("said", ['"', "\\", "\x00\n", "\u2028", "a/b", "é😀"])
def test_every_text_survives_without_the_escaping(said):
    (found,) = value(inbound(said), webhook_escaping="utf-8")["messages"]
    assert found["text"]["body"] == said


def test_several_events_are_rewritten_together():
    found = json.loads(body(*EVERY, bsuid="off", webhook_escaping="utf-8"))
    changes = found["entry"][0]["changes"]
    assert len(changes) == len(EVERY)
    assert not names(found) & USERS


def test_a_worlds_switches_reach_its_webhooks():
    spec = WorldSpec(switches={"webhook_escaping": "utf-8"})
    profile = dialect.profiles["meta-ci"]
    platform = Platform(spec, dialects={"meta": dialect}, profiles={"meta": profile})
    assert "é".encode() in platform.lanes["meta"].render_push([inbound("é")])
