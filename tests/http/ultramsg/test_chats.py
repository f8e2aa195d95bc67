"""Chats and groups: what was sent and received, and what was put away."""

import pytest
from ultradesk import EPOCH_S, NUMBER, OWN, Desk, inbound, lively

from windtunnel.domain.events import Listed
from windtunnel.domain.worldspec import GroupSpec

ANNA, BEN = "15550100002@c.us", "15550100003@c.us"
GROUP = "120363041234567890@g.us"
DONE = {"success": "done"}
AWAY = {"error": 'instance status is not equal "authenticated"'}


@pytest.mark.proves("ultramsg", "GET chats")
def test_chats_are_listed_the_latest_first():
    group, anna, ben = lively().get("chats").json()
    assert group == {
        "id": GROUP,
        "name": "Group 7890",
        "isGroup": True,
        "isReadOnly": False,
        "unread": 1,
        "last_time": EPOCH_S + 20,
        "archived": False,
        "pinned": False,
        "isMuted": False,
    }
    assert (anna["id"], anna["name"], anna["last_time"]) == (ANNA, "Name 0002", EPOCH_S + 5)
    assert (ben["id"], ben["unread"], ben["isGroup"]) == (BEN, 1, False)


@pytest.mark.proves("ultramsg", "GET chats/ids", "GET chats/ids: clear")
@pytest.mark.parametrize(
    ("clear", "ids"),
    [
        ("", [GROUP, ANNA, BEN]),
        ("false", [GROUP, ANNA, BEN]),
        ("true", ["120363041234567890", "15550100002", "15550100003"]),
        ("1", ["120363041234567890", "15550100002", "15550100003"]),
    ],
)
def test_ids_are_stripped_where_the_client_says_so(clear, ids):
    assert lively().get("chats/ids", clear=clear).json() == ids


@pytest.mark.proves("ultramsg", "GET chats/messages", "GET chats/messages: chatId")
def test_a_chat_shows_both_sides_with_the_fields_of_webhooks():
    desk = lively()
    mine, theirs, _ = desk.get("chats/messages", chatId=ANNA).json()
    assert mine == {
        "id": desk.sent[0].id,
        "from": OWN,
        "to": ANNA,
        "author": "",
        "pushname": "Windtunnel",
        "ack": "server",
        "type": "chat",
        "body": "Hello 1",
        "media": "",
        "fromMe": True,
        "time": EPOCH_S + 2,
    }
    assert theirs == mine | {
        "id": desk.received[0].event,
        "from": ANNA,
        "to": OWN,
        "pushname": "Name 0002",
        "ack": "",
        "body": "Hello!",
        "fromMe": False,
        "time": EPOCH_S + 3,
    }


def test_who_reads_a_chat_knows_the_acks_of_its_messages():
    desk = lively()
    desk.get("chats/messages", chatId="+15550100002")
    assert desk.events(Listed) == [Listed(number=NUMBER, ordinals=(1, 4))]


def test_a_group_names_its_authors():
    (line,) = lively().get("chats/messages", chatId=GROUP).json()
    assert (line["from"], line["author"]) == (GROUP, BEN)


@pytest.mark.parametrize(("limit", "count"), [("1", 1), ("2", 2), ("", 3), ("5000", 3)])
def test_a_limit_keeps_the_last_messages(limit, count):
    lines = lively().get("chats/messages", chatId=ANNA, limit=limit).json()
    assert [line["time"] - EPOCH_S for line in lines] == [2, 3, 5][-count:]


@pytest.mark.proves("ultramsg", "GET chats/messages: limit of 1000")
def test_a_chat_shows_at_most_a_thousand_and_fifty_where_none_says():
    desk = Desk(inbound=[inbound(t=place) for place in range(1_100)])
    assert len(desk.get("chats/messages", chatId=ANNA, limit="1100").json()) == 1_000
    assert len(desk.get("chats/messages", chatId=ANNA).json()) == 50


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({}, {"chatId": "is required"}),
        ({"chatId": "anna"}, {"chatId": "is not valid"}),
        ({"chatId": ANNA, "limit": "0"}, {"limit": "is not valid"}),
    ],
    ids=["none", "words", "limit"],
)
def test_a_chat_has_to_be_named(query, why):
    assert lively().get("chats/messages", **query).json() == {"error": [why]}


def test_a_chat_nobody_wrote_in_is_empty():
    assert lively().get("chats/messages", chatId="4915550100009").json() == []


@pytest.mark.proves("ultramsg", "POST chats/archive", "POST chats/unarchive")
def test_a_chat_is_archived_and_brought_back():
    desk = lively()
    assert desk.post("chats/archive", chatId=BEN).json() == DONE
    assert [chat["archived"] for chat in desk.get("chats").json()] == [False, False, True]
    assert desk.post("chats/unarchive", chatId=BEN).json() == DONE
    assert not any(chat["archived"] for chat in desk.get("chats").json())


@pytest.mark.proves("ultramsg", "POST chats/clearMessages")
def test_a_cleared_chat_stays_empty_until_somebody_writes():
    desk = lively()
    assert desk.post("chats/clearMessages", chatId=BEN).json() == DONE
    assert desk.get("chats/messages", chatId=BEN).json() == []
    assert desk.get("chats").json()[-1]["last_time"] == 0
    desk.received.append(inbound("Again", t=desk.now_us + 1, who="15550100003"))
    assert [line["body"] for line in desk.get("chats/messages", chatId=BEN).json()] == ["Again"]


def test_a_group_of_the_world_is_there_before_anybody_writes():
    desk = lively()
    desk.formed = [
        GroupSpec(id="120363041234567890", name="Friends", members=("15550100002",)),
        GroupSpec(id="120363049999999999", name=""),
    ]
    friends, others = desk.get("groups").json()
    assert (friends["name"], others["name"]) == ("Friends", "Group 9999")
    assert [each["id"] for each in friends["participants"]] == [OWN, ANNA]
    assert desk.get("chats").json()[0]["name"] == "Friends"


def test_who_writes_twice_in_a_group_is_one_participant():
    group = "120363041234567890"
    desk = Desk(inbound=[inbound(t=1, group=group), inbound(t=2, group=group)])
    (one,) = desk.get("groups").json()
    assert [each["id"] for each in one["participants"]] == [OWN, ANNA]


def test_an_act_on_one_chat_leaves_the_others():
    desk = lively()
    desk.post("chats/delete", chatId=BEN)
    assert desk.post("chats/delete", chatId=ANNA).json() == DONE
    assert len(desk.get("chats/messages", chatId=GROUP).json()) == 1


@pytest.mark.proves("ultramsg", "POST chats/delete")
def test_a_deleted_chat_is_gone_until_somebody_writes():
    desk = lively()
    assert desk.post("chats/delete", chatId=BEN).json() == DONE
    assert desk.get("chats/ids").json() == [GROUP, ANNA]
    desk.received.append(inbound("Again", t=desk.now_us + 1, who="15550100003"))
    assert desk.get("chats/ids").json() == [BEN, GROUP, ANNA]


@pytest.mark.proves("ultramsg", "POST chats/read")
def test_a_chat_that_was_read_has_nothing_unread():
    desk = lively()
    assert desk.post("chats/read", chatId=GROUP).json() == DONE
    assert [chat["unread"] for chat in desk.get("chats").json()] == [0, 1, 1]


@pytest.mark.parametrize("act", ["archive", "unarchive", "clearMessages", "delete", "read"])
def test_nothing_is_done_to_a_chat_that_is_not_there(act):
    desk = lively()
    got = desk.post(f"chats/{act}", chatId="4915550100009").json()
    assert got == {"error": "chat not found"}
    assert desk.number.notes == {}


@pytest.mark.proves(
    "ultramsg", "GET groups", "GET groups/ids", "GET groups/group", "GET groups/group: groupId"
)
def test_groups_know_who_wrote_in_them():
    desk = lively()
    (group,) = desk.get("groups").json()
    assert group == {
        "id": GROUP,
        "name": "Group 7890",
        "isGroup": True,
        "isReadOnly": False,
        "participants": [{"id": OWN, "isAdmin": False}, {"id": BEN, "isAdmin": False}],
    }
    assert desk.get("groups/group", groupId=GROUP).json() == group
    assert desk.get("groups/ids").json() == [GROUP]
    assert desk.get("groups/ids", clear="true").json() == ["120363041234567890"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("", [{"groupId": "is required"}]),
        (ANNA, [{"groupId": "is not valid"}]),
        ("120363@g.us", "group not found"),
    ],
)
def test_a_group_has_to_be_known(given, error):
    assert lively().get("groups/group", groupId=given).json() == {"error": error}


@pytest.mark.parametrize(
    "resource",
    [
        *("chats", "chats/ids", "chats/messages", "groups", "groups/ids", "contacts"),
        *("contacts/check", "contacts/image", "contacts/ids", "contacts/blocked"),
    ],
)
@pytest.mark.parametrize("state", ["logged_out", "disconnected", "standby", "loading"])
def test_without_a_session_nothing_is_known_of_chats(resource, state):
    assert lively(state=state).get(resource, chatId=ANNA).json() == AWAY


@pytest.mark.parametrize("resource", ["chats/read", "chats/delete", "contacts/block"])
def test_without_a_session_nothing_is_done_to_chats(resource):
    desk = lively(state="logged_out")
    assert desk.post(resource, chatId=ANNA).json() == AWAY
    assert desk.number.notes == {}
