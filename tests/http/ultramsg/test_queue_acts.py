"""Sending again, clearing, reacting and deleting."""

import pytest
from ultradesk import NUMBER, Desk, failed, inbound, message

from windtunnel.domain.events import ClearMessages, Resend

KEPT = (
    message(1),
    failed(2, 20),
    failed(3, 21),
    failed(4, 22),
    failed(5, 22),
    message(6, status="queued", sent_t=None),
)
DONE = {"success": "done"}


@pytest.mark.proves(
    "ultramsg",
    "POST messages/resendByStatus",
    "POST messages/resendByStatus: status unsent",
    "POST messages/resendByStatus: status expired",
)
@pytest.mark.parametrize(("status", "ordinals"), [("unsent", (3,)), ("expired", (4, 5))])
def test_what_failed_in_the_gateway_is_sent_again_by_status(status, ordinals):
    desk = Desk(messages=KEPT)
    assert desk.post("messages/resendByStatus", status=status).json() == DONE
    assert desk.applied == [Resend(number=NUMBER, ordinals=ordinals)]


@pytest.mark.parametrize("status", ["invalid", "sent", "queue", "all", "x"])
def test_no_other_status_is_sent_again(status):
    desk = Desk(messages=KEPT)
    got = desk.post("messages/resendByStatus", status=status).json()
    assert got == {"error": [{"status": "is not valid"}]}
    assert desk.applied == []


@pytest.mark.parametrize("resource", ["messages/resendByStatus", "messages/clear"])
def test_a_status_is_required(resource):
    desk = Desk(messages=KEPT)
    assert desk.post(resource).json() == {"error": [{"status": "is required"}]}
    assert desk.applied == []


def test_nothing_is_applied_where_nothing_stands_so():
    desk = Desk()
    assert desk.post("messages/resendByStatus", status="unsent").json() == DONE
    assert desk.post("messages/clear", status="sent").json() == DONE
    assert desk.applied == []


@pytest.mark.proves(
    "ultramsg",
    "POST messages/resendById",
    "POST messages/resendById: id",
    "answer of messages/resendById",
)
@pytest.mark.parametrize("ordinal", [3, 5])
def test_one_message_is_sent_again_by_its_queue_id(ordinal):
    desk = Desk(messages=KEPT)
    assert desk.post("messages/resendById", id=str(ordinal)).json() == DONE
    assert desk.applied == [Resend(number=NUMBER, ordinals=(ordinal,))]


@pytest.mark.parametrize("given", ["1", "2", "6", "7", "x", "-3"])
def test_what_did_not_fail_in_the_gateway_is_not_sent_again(given):
    desk = Desk(messages=KEPT)
    got = desk.post("messages/resendById", id=given).json()
    assert got == {"error": [{"id": "is not valid"}]}
    assert desk.applied == []


def test_a_queue_id_is_required():
    assert Desk().post("messages/resendById", id=" ").json() == {"error": [{"id": "is required"}]}


@pytest.mark.proves(
    "ultramsg",
    "POST messages/clear",
    "answer of messages/clear",
    "POST messages/clear: status queue",
    "POST messages/clear: status sent",
    "POST messages/clear: status unsent",
    "POST messages/clear: status invalid",
)
@pytest.mark.parametrize(
    ("status", "ordinals"), [("queue", (6,)), ("sent", (1,)), ("unsent", (3,)), ("invalid", (2,))]
)
def test_messages_are_cleared_by_status(status, ordinals):
    desk = Desk(messages=KEPT)
    assert desk.post("messages/clear", status=status).json() == DONE
    assert desk.applied == [ClearMessages(number=NUMBER, ordinals=ordinals)]


@pytest.mark.parametrize("status", ["expired", "all"])
def test_what_the_vendor_does_not_list_is_not_cleared(status):
    got = Desk(messages=KEPT).post("messages/clear", status=status).json()
    assert got == {"error": [{"status": "is not valid"}]}


@pytest.mark.proves(
    "ultramsg",
    "POST messages/reaction",
    "POST messages/reaction: msgId",
    "POST messages/reaction: emoji",
)
def test_a_reaction_goes_to_a_message_of_either_side():
    desk = Desk(messages=[message(1)], inbound=[inbound()])
    for one in (desk.sent[0].id, desk.received[0].event):
        got = desk.post("messages/reaction", msgId=one, emoji="👍")
        assert desk.number.notes == {}
        assert (got.status_code, got.json()["sent"]) == (200, "true")


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({}, [{"msgId": "is required"}, {"emoji": "is required"}]),
        ({"msgId": message(1).id}, [{"emoji": "is required"}]),
        ({"msgId": message(1).id, "emoji": "x" * 41}, [{"emoji": "is not valid"}]),
        ({"msgId": "true_x", "emoji": "👍"}, [{"msgId": "is not valid"}]),
        ({"msgId": message(6).id, "emoji": "👍"}, [{"msgId": "is not valid"}]),
    ],
    ids=["nothing", "no emoji", "long", "unknown", "not left"],
)
def test_a_reaction_needs_a_message_and_an_emoji(fields, problems):
    desk = Desk(messages=KEPT)
    assert desk.post("messages/reaction", **fields).json() == {"error": problems}


@pytest.mark.proves("ultramsg", "POST messages/delete", "POST messages/delete: msgId")
def test_a_deleted_message_leaves_its_chat():
    desk = Desk(messages=[message(1), message(2)])
    assert desk.post("messages/delete", msgId=message(1).id).json() == DONE
    lines = desk.get("chats/messages", chatId="15550100002").json()
    assert [line["body"] for line in lines] == ["Hello 2"]


@pytest.mark.parametrize(("given", "why"), [("", "is required"), ("true_x", "is not valid")])
def test_only_a_known_message_is_deleted(given, why):
    got = Desk(messages=KEPT).post("messages/delete", msgId=given).json()
    assert got == {"error": [{"msgId": why}]}
