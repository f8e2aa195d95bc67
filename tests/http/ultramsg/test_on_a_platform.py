"""The endpoints over a real platform in virtual time: what they change, and what it writes."""

import pytest
from msgspec.structs import replace
from ultraplatform import AT_ONCE, SECOND, Instance

from windtunnel.domain.events import AddGroup, CustomerText, SetNumberState
from windtunnel.domain.facts import AttemptFact, HandsetFact, NumberStateFact, ToldFact
from windtunnel.domain.worldspec import GroupSpec

ANNA = "5511999990001"
ANNAS_CHAT = "5511999990001@c.us"
INVALID = "19995550101"
GROUP = "120363041234567890"
DAY_US = 86_400 * SECOND
DONE = {"success": "done"}


def write(instance, text="Hi", **more):
    event = CustomerText(recipient=ANNA, number=instance.number, text=text, **more)
    instance.step(event)


def test_what_a_client_was_shown_is_in_the_ledger():
    instance = Instance()
    instance.send(to=ANNA, body="Hello")
    instance.send(to=INVALID, body="Hello")
    instance.run(2 * SECOND)
    entries = instance.get("messages", sort="asc")["messages"]
    assert [(each["status"], each["ack"]) for each in entries] == [
        ("sent", "device"),
        ("invalid", ""),
    ]
    (told,) = instance.facts(ToldFact)
    first = entries[0]["metadata"]["messageId"]
    assert told.events[0] == f"{first}:delivered"
    assert told.events[1].endswith(":failed")


@pytest.mark.parametrize("group", [f"{INVALID}@g.us", f"{ANNA}-1401234567@g.us"])
def test_a_message_to_a_group_is_nobodys_but_the_groups(group):
    instance = Instance(profile=replace(AT_ONCE, not_on_whatsapp=1.0))
    instance.send(to=group, body="Hello")
    instance.run(SECOND)
    (entry,) = instance.get("messages")["messages"]
    assert (entry["to"], entry["ack"]) == (group, "device")
    assert entry["metadata"]["messageId"].startswith(f"true_{group}_3EB0")
    boxes = [instance.platform.inbox(who) for who in (group, INVALID, ANNA)]
    assert [len(box) for box in boxes] == [1, 0, 0]


def test_statistics_and_an_empty_page_tell_nothing():
    instance = Instance()
    instance.send(to=ANNA, body="Hello")
    instance.run(SECOND)
    instance.get("messages/statistics")
    instance.get("messages", status="expired")
    assert instance.facts(ToldFact) == []


def test_an_expired_message_leaves_after_it_was_sent_again():
    instance = Instance()
    instance.post("instance/logout")
    instance.send(to=ANNA, body="Hello")
    instance.run(DAY_US)
    assert instance.get("messages")["messages"][0]["status"] == "expired"
    assert instance.post("messages/resendById", id="1") == DONE
    instance.step(SetNumberState(number=instance.number, state="connected"))
    instance.run(instance.now_us + SECOND)
    assert instance.get("messages")["messages"][0]["status"] == "sent"
    assert len(instance.facts(AttemptFact)) == 2
    assert len(instance.facts(HandsetFact)) == 1


def test_what_was_cleared_from_the_queue_never_arrives():
    instance = Instance(sendDelay=5)
    for _ in range(3):
        instance.send(to=ANNA, body="Hello")
    instance.run(SECOND)
    assert instance.post("messages/clear", status="queue") == DONE
    instance.run(60 * SECOND)
    assert instance.get("messages")["total"] == 1
    assert len(instance.facts(HandsetFact)) == 1


def test_a_restart_holds_the_queue_for_its_time():
    instance = Instance()
    assert instance.post("instance/restart") == DONE
    instance.send(to=ANNA, body="Hello")
    instance.run(3 * SECOND - 1)
    assert instance.get("messages")["messages"][0]["status"] == "queue"
    instance.run(3 * SECOND)
    assert instance.get("messages")["messages"][0]["status"] == "sent"
    assert [fact.state for fact in instance.facts(NumberStateFact)] == ["loading", "connected"]


def test_a_longer_delay_holds_for_what_leaves_from_now_on():
    instance = Instance()
    instance.post("instance/settings", sendDelay="10")
    for _ in range(3):
        instance.send(to=ANNA, body="Hello")
    for second, left in ((0, 1), (9, 1), (10, 2), (20, 3)):
        instance.run(second * SECOND)
        assert instance.get("messages", status="sent")["total"] == left


def test_a_message_is_in_its_chat_once_it_has_left():
    instance = Instance()
    instance.post("instance/settings", sendDelay="10")
    instance.send(to=ANNA, body="One")
    instance.send(to=ANNA, body="Two")
    instance.run(SECOND)
    lines = instance.get("chats/messages", chatId=ANNA)
    assert [(each["body"], each["ack"]) for each in lines] == [("One", "device")]


def test_what_customers_write_is_in_their_chat_or_their_group():
    instance = Instance()
    instance.step(AddGroup(spec=GroupSpec(id=GROUP, name="Friends", members=(ANNA,))))
    write(instance, "Hi")
    write(instance, "", kind="voice", media="https://example.com/a.ogg")
    write(instance, "All", group=GROUP)
    lines = instance.get("chats/messages", chatId=ANNA)
    assert [(each["type"], each["body"]) for each in lines] == [("chat", "Hi"), ("ptt", "")]
    (line,) = instance.get("chats/messages", chatId=f"{GROUP}@g.us")
    assert (line["from"], line["author"]) == (f"{GROUP}@g.us", ANNAS_CHAT)
    assert instance.get("groups/ids") == [f"{GROUP}@g.us"]
    assert [chat["unread"] for chat in instance.get("chats")] == [2, 1]
    assert [chat["name"] for chat in instance.get("chats")] == ["Customer 0001", "Friends"]


def test_a_customers_message_can_be_reacted_to():
    instance = Instance()
    write(instance)
    (line,) = instance.get("chats/messages", chatId=ANNA)
    assert instance.post("messages/reaction", msgId=line["id"], emoji="👍")["sent"] == "true"


def test_a_customer_sees_a_reaction_and_that_a_message_was_taken_back():
    instance = Instance()
    instance.send(to=ANNA, body="Hello")
    instance.run(2 * SECOND)
    (line,) = instance.get("chats/messages", chatId=ANNA)
    instance.post("messages/reaction", msgId=line["id"], emoji="👍")
    instance.post("messages/delete", msgId=line["id"])
    (message,) = instance.platform.inbox(ANNA)
    assert (message.reaction, message.is_retracted) == ("👍", True)


def test_a_check_agrees_with_a_send():
    instance = Instance()
    checked = instance.get("contacts/check", chatId=INVALID)
    instance.send(to=INVALID, body="Hello")
    instance.run(SECOND)
    assert checked["status"] == "invalid"
    assert instance.get("contacts/invalid") == [f"{INVALID}@c.us"]
