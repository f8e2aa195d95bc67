"""Paths, ids, tokens and variables of UltraMsg's."""

import re

import pytest
from ultraworld import SENDS

from windtunnel.domain.chance import draw
from windtunnel.providers.ultramsg import dialect
from windtunnel.providers.ultramsg.ids import short_id

NUMBER = "100000000000001"


@pytest.mark.parametrize("kind", SENDS)
def test_sends_are_on_the_hot_path(kind):
    assert dialect.claims("POST", f"/instance{NUMBER}/messages/{kind}") == "send"
    assert dialect.claims("POST", f"/instance1150/messages/{kind}/") == "send"
    assert dialect.claims("GET", f"/instance1150/messages/{kind}") == "manage"


@pytest.mark.parametrize(
    ("method", "path", "claim"),
    [
        ("POST", "/instance1150/messages/reaction", "manage"),
        ("POST", "/instance1150/messages/delete", "manage"),
        ("POST", "/instance1150/messages/chats", "manage"),
        ("GET", "/instance1150/messages", "manage"),
        ("GET", "/instance1150", "manage"),
        ("DELETE", "/instance1150/", "manage"),
        ("GET", "/instance/messages", None),
        ("GET", "/1150/messages", None),
        ("GET", "/instance1150x/messages", None),
        ("POST", "/instance١١٥٠/messages/chat", None),
    ],
)
def test_everything_else_of_an_instance_is_managed(method, path, claim):
    assert dialect.claims(method, path) == claim


def test_its_host_is_the_one_that_sdks_call():
    assert dialect.hosts == ("api.ultramsg.com",)


def drawn(*entity):
    return draw(0, "ids", *entity)


def test_ids_are_those_of_whatsapp_web():
    # Source: WH, CAP, read 2026-11-22.
    own = dialect.message_id(drawn(1), "14155552671")
    assert re.fullmatch(r"true_14155552671@c\.us_3EB0[0-9A-F]{18}", own)
    other = dialect.inbound_id(drawn(1), "14155552671")
    assert re.fullmatch(r"false_14155552671@c\.us_[0-9A-F]{32}", other)
    assert short_id(own) == own[-22:]
    assert short_id("strange") == "strange"


@pytest.mark.parametrize("group", ["120363041234567890", "120363041234567890@g.us"])
def test_a_customers_message_to_a_group_says_whose_it_is(group):
    # Source: CAP, read 2026-11-22.
    said = dialect.inbound_id(drawn(1), "14155552671", group=group)
    assert re.fullmatch(r"false_120363041234567890@g\.us_[0-9A-F]{32}_14155552671@c\.us", said)
    assert re.fullmatch(r"[0-9A-F]{32}", short_id(said))


@pytest.mark.parametrize("group", ["14155552671@g.us", "14155552671-1401234567@g.us"])
def test_a_group_keeps_its_id_whatever_its_digits(group):
    assert dialect.wa_id(group) == group
    assert dialect.message_id(drawn(1), group).startswith(f"true_{group}_3EB0")


def test_a_group_is_known_by_its_id():
    group = dialect.wa_id("120363041234567890")
    assert group == "120363041234567890@g.us"
    assert dialect.message_id(drawn(1), group).startswith("true_120363041234567890@g.us_3EB0")


@pytest.mark.parametrize(
    ("digits", "known_as"),
    [("5511987654321", "5511987654321"), ("5561987654321", "556187654321")],
)
def test_a_number_is_known_by_whatsapps_own_form(digits, known_as):
    assert dialect.wa_id(digits) == known_as


def test_a_token_is_sixteen_lower_case_letters_and_digits():
    tokens = {dialect.token(drawn(place)) for place in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[0-9a-z]{16}", token) for token in tokens)


def test_the_variables_name_the_instance_as_it_stands_in_paths():
    world = dict.fromkeys(("account", "app_secret", "verify_token"), "x")
    found = dialect.environment(
        world | {"base_url": "http://127.0.0.1:8470/", "token": "t", "number": "1150"}
    )
    assert found["ULTRAMSG_INSTANCE_ID"] == "instance1150"
    assert found["ULTRAMSG_TOKEN"] == "t"
    assert found["ULTRAMSG_BASE_URL"] == "http://127.0.0.1:8470"
    assert found["ULTRAMSG_API_URL"] == "http://127.0.0.1:8470/instance1150"
