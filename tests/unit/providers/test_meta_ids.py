"""Ids as Meta makes them, and WhatsApp's form of a number."""

from base64 import b64decode

import pytest

from windtunnel.providers.meta import dialect

DRAWN = (0x0123456789ABCDEF, 0xFFFFFFFFFFFFFF42, 0, 0, 0, 0, 0, 0)


def decoded(wamid):
    assert wamid.startswith("wamid.")
    return b64decode(wamid.removeprefix("wamid."), validate=True)


def test_an_outbound_id_is_built_as_published_ones_are():
    # Source: decoded from an id of D:messages examples, read 2026-11-22.
    sample = decoded("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA")
    assert sample == b"\x1c\x18\x0b16503879439\x15\x02\x00\x11\x18\x12B96747441CEB7504CE\x00"
    made = decoded(dialect.message_id(DRAWN, "16503879439"))
    assert made == b"\x1c\x18\x0b16503879439\x15\x02\x00\x11\x18\x120123456789ABCDEF42\x00"


def test_an_inbound_id_begins_its_tail_with_3a():
    made = decoded(dialect.inbound_id(DRAWN, "16503879439"))
    assert made == b"\x1c\x18\x0b16503879439\x15\x02\x00\x12\x18\x143A0123456789ABCDEF42\x00"


def test_an_inbound_id_holds_whatsapps_form_of_the_number():
    assert b"554199990001" in decoded(dialect.inbound_id(DRAWN, "5541999990001"))


@pytest.mark.parametrize("recipient", ["", "é", "1" * 20])
def test_an_id_can_be_made_for_every_recipient(recipient):
    assert len(dialect.message_id(DRAWN, recipient)) <= 128


@pytest.mark.parametrize(
    ("digits", "known_as"),
    [
        ("15550100002", "15550100002"),
        ("5541999990001", "554199990001"),
        ("5511999990001", "5511999990001"),
        ("554199990001", "554199990001"),
        ("551199990001", "5511999990001"),
        ("551133334444", "551133334444"),
        ("5528999990001", "5528999990001"),
        ("5531999990001", "553199990001"),
        ("525550100001", "5215550100001"),
        ("5215550100001", "5215550100001"),
        ("", ""),
    ],
    ids=[
        "elsewhere",
        "brazil drops the nine",
        "sao paulo keeps it",
        "brazil without it",
        "sao paulo gains it",
        "sao paulo by wire",
        "the last area that keeps it",
        "the first that drops it",
        "mexico gains a one",
        "mexico with it",
        "nothing",
    ],
)
def test_whatsapps_form_of_a_number(digits, known_as):
    assert dialect.wa_id(digits) == known_as
    assert dialect.wa_id(known_as) == known_as
