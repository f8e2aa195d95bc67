"""Contacts: who was written with, who is on WhatsApp."""

import pytest
from ultradesk import GONE, NUMBER, SECOND, Desk, failed, inbound, lively

from windtunnel.domain.events import Listed
from windtunnel.providers.ultramsg import contact_routes

ANNA, BEN = "15550100002@c.us", "15550100003@c.us"
GROUP = "120363041234567890@g.us"
DONE = {"success": "done"}
DAY = 86_400 * SECOND


@pytest.mark.proves("ultramsg", "GET contacts", "GET contacts/ids")
def test_contacts_are_who_was_written_with():
    anna, ben = lively().get("contacts").json()
    assert anna == {
        "id": ANNA,
        "number": "15550100002",
        "name": "Name 0002",
        "pushname": "Name 0002",
        "isGroup": False,
        "isMyContact": True,
        "isBlocked": False,
    }
    assert ben["id"] == BEN
    assert lively().get("contacts/ids").json() == [ANNA, BEN]
    assert lively().get("contacts/ids", clear="true").json() == ["15550100002", "15550100003"]


def test_who_wrote_in_a_group_alone_is_a_contact_too():
    desk = Desk(inbound=[inbound(group="120363041234567890")])
    (contact,) = desk.get("contacts").json()
    assert (contact["id"], contact["name"]) == (ANNA, "Customer 0002")


@pytest.mark.proves("ultramsg", "GET contacts/contact")
def test_a_contact_is_shown_known_or_not():
    desk = lively()
    known = desk.get("contacts/contact", chatId=ANNA).json()
    stranger = desk.get("contacts/contact", chatId="4915550100009").json()
    assert (known["isMyContact"], stranger["isMyContact"], stranger["name"]) == (True, False, "")


@pytest.mark.proves(
    "ultramsg", "GET contacts/blocked", "POST contacts/block", "POST contacts/unblock"
)
def test_who_is_blocked_is_listed_until_unblocked():
    desk = lively()
    assert desk.post("contacts/block", chatId=BEN).json() == DONE
    assert desk.get("contacts/blocked").json() == [BEN]
    assert desk.get("contacts/contact", chatId=BEN).json()["isBlocked"]
    assert desk.post("contacts/unblock", chatId=BEN).json() == DONE
    assert desk.get("contacts/blocked").json() == []


@pytest.mark.proves("ultramsg", "GET contacts/image")
def test_nobody_has_a_picture():
    got = lively().get("contacts/image", chatId=ANNA).json()
    assert got == {"error": "contact has no image"}


@pytest.mark.proves("ultramsg", "GET contacts/check", "GET contacts/check: chatId")
@pytest.mark.parametrize(("who", "status"), [("15550100002", "valid"), (GONE, "invalid")])
def test_a_check_says_who_is_on_whatsapp(who, status):
    got = Desk().get("contacts/check", chatId=f"+{who}").json()
    assert got == {"status": status, "chatId": f"{who}@c.us"}


@pytest.mark.proves("ultramsg", "GET contacts/check: cache of 3 days")
def test_a_check_is_kept_for_three_days():
    desk = Desk()
    for later, count in ((0, 1), (3 * DAY - 1, 1), (1, 2), (3 * DAY, 3)):
        desk.now_us += later
        desk.get("contacts/check", chatId=ANNA)
        assert len(desk.asked) == count


@pytest.mark.proves("ultramsg", "GET contacts/check: nocache")
@pytest.mark.parametrize(("nocache", "count"), [("true", 2), ("1", 2), ("0", 1), ("false", 1)])
def test_a_check_without_the_cache_asks_anew(nocache, count):
    desk = Desk()
    for _ in range(2):
        desk.get("contacts/check", chatId=ANNA, nocache=nocache)
    assert len(desk.asked) == {2: 2, 1: 1}[count]


@pytest.mark.proves("ultramsg", "GET contacts/invalid")
def test_invalid_contacts_are_those_of_messages_and_checks():
    desk = lively()
    desk.get("contacts/check", chatId=GONE)
    desk.get("contacts/check", chatId=BEN)
    assert desk.get("contacts/invalid").json() == [ANNA, f"{GONE}@c.us"]
    assert desk.get("contacts/invalid", clear="1").json() == ["15550100002", GONE]
    assert desk.events(Listed)[0] == Listed(number=NUMBER, ordinals=(5,))


def test_no_more_is_told_of_invalid_contacts_than_is_shown(monkeypatch):
    monkeypatch.setattr(contact_routes, "INVALID_MAX", 2)
    desk = Desk(messages=[failed(each, 20, wa_id=f"1555010000{each}") for each in range(1, 5)])
    got = desk.get("contacts/invalid").json()
    assert got == ["15550100003@c.us", "15550100004@c.us"]
    assert desk.events(Listed) == [Listed(number=NUMBER, ordinals=(3, 4))]


@pytest.mark.parametrize("resource", ["contacts/check", "contacts/contact", "contacts/image"])
def test_a_contact_is_no_group(resource):
    got = Desk().get(resource, chatId=GROUP).json()
    assert got == {"error": [{"chatId": "is not valid"}]}
