"""`GET messages` and what else is asked about the queue."""

import pytest
from ultradesk import EPOCH_S, NUMBER, OWN, SECOND, Desk, failed, message

from windtunnel.domain.events import Listed

TO = "15550100003"
MIXED = (
    message(1, opaque="order-1"),
    message(2, status="delivered", wa_id=TO, opaque="order-2"),
    failed(3, 20),
    failed(4, 21),
    failed(5, 22),
    message(6, status="queued", sent_t=None, opaque="order-1"),
    message(8, status="read"),
)


def listed(desk, **params):
    """Return the queue ids that a query finds."""
    return [each["id"] for each in desk.get("messages", **params).json()["messages"]]


@pytest.mark.proves(
    "ultramsg",
    "GET messages",
    "answer of GET messages: messages",
    "entry of GET messages",
    "entry of GET messages: id",
    "entry of GET messages: referenceId",
    "entry of GET messages: from",
    "entry of GET messages: to",
    "entry of GET messages: body",
    "entry of GET messages: priority",
    "entry of GET messages: status",
    "entry of GET messages: ack",
    "entry of GET messages: type",
    "entry of GET messages: created_at",
    "entry of GET messages: sent_at",
    "entry of GET messages: metadata",
)
def test_a_message_is_shown_with_every_field():
    # Source: TSD, read 2026-11-22; what metadata holds is assumed.
    desk = Desk(messages=[message(1, opaque="order-1", note={"filename": "a.pdf"})])
    got = desk.get("messages")
    (entry,) = got.json()["messages"]
    assert got.status_code == 200
    assert entry == {
        "id": 1,
        "referenceId": "order-1",
        "from": OWN,
        "to": "15550100002@c.us",
        "body": "Hello 1",
        "priority": 10,
        "status": "sent",
        "ack": "server",
        "type": "chat",
        "created_at": EPOCH_S + 1,
        "sent_at": EPOCH_S + 2,
        "metadata": {"filename": "a.pdf", "messageId": desk.sent[0].id},
    }


@pytest.mark.proves("ultramsg", "status queue")
def test_what_waits_has_neither_ack_nor_whatsapp_id():
    desk = Desk(messages=[message(1, status="queued", sent_t=None)])
    (entry,) = desk.get("messages").json()["messages"]
    assert (entry["status"], entry["ack"], entry["sent_at"]) == ("queue", "", None)
    assert entry["metadata"] == {}
    assert entry["referenceId"] is None


@pytest.mark.parametrize(
    ("status", "ack"),
    [
        ("pending", "pending"),
        ("sent", "server"),
        ("delivered", "device"),
        ("read", "read"),
        ("played", "played"),
    ],
)
def test_acks_follow_the_platform(status, ack):
    desk = Desk(messages=[message(1, status=status)])
    (entry,) = desk.get("messages").json()["messages"]
    assert (entry["status"], entry["ack"]) == ("sent", ack)


@pytest.mark.proves(
    "ultramsg",
    "GET messages: status",
    "GET messages: ack",
    "GET messages: id",
    "GET messages: referenceId",
    "GET messages: to",
    "GET messages: from",
    "GET messages: msgId",
    "GET messages: start_date",
    "GET messages: end_date",
)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 8]),
        ({"status": "all"}, [1, 2, 3, 4, 5, 6, 8]),
        ({"status": "sent"}, [1, 2, 8]),
        ({"status": "queue"}, [6]),
        ({"status": "unsent"}, [4]),
        ({"status": "invalid"}, [3]),
        ({"status": "Expired"}, [5]),
        ({"ack": "device"}, [2]),
        ({"ack": "pending"}, []),
        ({"id": "8"}, [8]),
        ({"id": "7"}, []),
        ({"id": "9"}, []),
        ({"id": "1", "status": "queue"}, []),
        ({"referenceId": "order-1"}, [1, 6]),
        ({"referenceId": "order"}, []),
        ({"to": f"+{TO}"}, [2]),
        ({"to": TO}, [2]),
        ({"to": f"{TO}@c.us"}, [2]),
        ({"from": "15550100001"}, [1, 2, 3, 4, 5, 6, 8]),
        ({"from": TO}, []),
        ({"msgId": message(2).id}, [2]),
        ({"msgId": message(3).id}, []),
        ({"start_date": str(EPOCH_S + 6)}, [6, 8]),
        ({"end_date": str(EPOCH_S + 2)}, [1, 2]),
        ({"start_date": str(EPOCH_S + 2), "end_date": str(EPOCH_S + 4)}, [2, 3, 4]),
        (
            {"id": "", "status": "", "ack": "", "to": "", "page": "", "sort": ""},
            [1, 2, 3, 4, 5, 6, 8],
        ),
    ],
)
def test_messages_are_filtered(query, found):
    assert listed(Desk(messages=MIXED), **query) == found


@pytest.mark.proves("ultramsg", "GET messages: sort")
@pytest.mark.parametrize("usual", ["asc", "desc"])
def test_what_comes_first_is_a_switch_unless_the_client_says_it(usual):
    desk = Desk(messages=MIXED[:3], list_sort=usual)
    assert listed(desk) == listed(desk, sort=usual.upper())
    assert listed(desk, sort="asc") == listed(desk, sort="desc")[::-1] == [1, 2, 3]


def test_a_legacy_group_is_found_as_it_was_written():
    group = "14155552671-441234567890@g.us"
    sent = message(1, wa_id=group)
    desk = Desk(messages=[sent])
    (entry,) = desk.get("messages", to=group).json()["messages"]
    assert entry["to"] == group


def test_a_number_is_found_in_whatsapps_form_of_it():
    desk = Desk(messages=[message(1, wa_id="554199990001")])
    assert listed(desk, to="+5541999990001") == listed(desk, to="554199990001@c.us") == [1]


@pytest.mark.proves("ultramsg", "GET messages: from")
@pytest.mark.parametrize(
    ("display", "own"),
    [("+55 41 99999-0001", "554199990001@c.us"), ("525512345678", "5215512345678@c.us")],
)
def test_an_instance_is_found_by_the_id_that_it_shows(display, own):
    desk = Desk(messages=[message(1, display=display)])
    (entry,) = desk.get("messages").json()["messages"]
    assert entry["from"] == own
    assert listed(desk, **{"from": own}) == listed(desk, **{"from": display}) == [1]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"status": "waiting"}, ["status"]),
        ({"ack": "seen"}, ["ack"]),
        ({"id": "x"}, ["id"]),
        ({"id": "9" * 30}, ["id"]),
        ({"to": "nobody"}, ["to"]),
        ({"from": "nobody"}, ["from"]),
        ({"start_date": "today", "end_date": "-1"}, ["start_date", "end_date"]),
        ({"sort": "random"}, ["sort"]),
        ({"page": "0"}, ["page"]),
        ({"limit": "0", "page": "one"}, ["page", "limit"]),
        ({"limit": "-5"}, ["limit"]),
        ({"limit": "1٠"}, ["limit"]),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(query, wrong):
    got = Desk(messages=MIXED).get("messages", **query)
    assert got.status_code == 200
    assert got.json() == {"error": [{name: "is not valid"} for name in wrong]}


@pytest.mark.proves(
    "ultramsg",
    "GET messages: page",
    "GET messages: limit",
    "answer of GET messages",
    "answer of GET messages: total",
    "answer of GET messages: pages",
    "answer of GET messages: limit",
    "answer of GET messages: page",
)
@pytest.mark.parametrize(
    ("page", "limit", "ids", "pages"),
    [
        ("1", "2", [1, 2], 3),
        ("3", "2", [5], 3),
        ("4", "2", [], 3),
        ("1", "5", [1, 2, 3, 4, 5], 1),
        ("2", "5", [], 1),
        ("1", "1000", [1, 2, 3, 4, 5], 1),
    ],
)
def test_a_page_says_how_many_there_are(page, limit, ids, pages):
    desk = Desk(messages=[message(place) for place in range(1, 6)])
    got = desk.get("messages", page=page, limit=limit, sort="asc").json()
    assert [each["id"] for each in got.pop("messages")] == ids
    assert got == {"total": 5, "pages": pages, "limit": min(int(limit), 100), "page": int(page)}


@pytest.mark.proves("ultramsg", "GET messages: limit of 100")
def test_no_page_holds_more_than_a_hundred():
    desk = Desk(messages=[message(place) for place in range(1, 202)])
    for query in ({}, {"limit": "1000"}, {"limit": "100"}):
        got = desk.get("messages", **query).json()
        assert (len(got["messages"]), got["pages"], got["total"]) == (100, 3, 201)


def test_an_empty_list_has_no_pages():
    assert Desk().get("messages").json() == {
        "total": 0,
        "pages": 0,
        "limit": 100,
        "page": 1,
        "messages": [],
    }


def test_the_platform_hears_which_messages_were_shown():
    desk = Desk(messages=MIXED)
    desk.get("messages", limit="2", page="2", sort="asc")
    assert desk.events(Listed) == [Listed(number=NUMBER, ordinals=(3, 4))]


def test_who_is_shown_nothing_knows_nothing():
    desk = Desk(messages=MIXED)
    desk.get("messages", id="7")
    desk.get("messages/statistics")
    assert desk.applied == []


@pytest.mark.proves(
    "ultramsg",
    "GET messages/statistics",
    "answer of GET messages/statistics",
    "answer of GET messages/statistics: sent",
    "answer of GET messages/statistics: queue",
    "answer of GET messages/statistics: unsent",
    "answer of GET messages/statistics: invalid",
    "answer of GET messages/statistics: expired",
)
def test_statistics_count_by_status():
    got = Desk(messages=MIXED).get("messages/statistics").json()
    counts = {"sent": 3, "queue": 1, "unsent": 1, "invalid": 1, "expired": 1}
    assert got == {"messages_statistics": counts}


def test_a_group_is_a_chat_of_its_own():
    group = "120363041234567890"
    desk = Desk(messages=[message(1, wa_id=f"{group}@g.us")])
    assert listed(desk, to=f"{group}@g.us") == [1]
    assert listed(desk, to="15550100002") == []


def test_times_are_those_of_the_world():
    desk = Desk(messages=[message(3, accepted_t=7 * SECOND, sent_t=9 * SECOND)])
    (entry,) = desk.get("messages").json()["messages"]
    assert (entry["created_at"], entry["sent_at"]) == (EPOCH_S + 7, EPOCH_S + 9)
