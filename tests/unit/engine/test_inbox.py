from windtunnel.domain.message import Message
from windtunnel.engine import inbox
from windtunnel.engine.inbox import Inbox


def message(name, wa_id="r"):
    texts = dict.fromkeys(
        ("provider", "account", "number", "display", "country", "kind", "category", "text"), ""
    )
    return Message(
        id=name, wa_id=wa_id, recipient=wa_id, form="free", accepted_t=0, content_sha="", **texts
    )


def ids(box, wa_id="r"):
    return [found.id for found in box.of(wa_id)]


def test_messages_lie_in_order_of_arrival():
    box = Inbox()
    box.put(message("a"))
    box.put(message("b"))
    assert ids(box) == ["a", "b"]


def test_a_handset_that_got_nothing_is_empty():
    assert ids(Inbox()) == []


def test_one_handset_keeps_its_newest(monkeypatch):
    monkeypatch.setattr(inbox, "INBOX_MAX", 2)
    box = Inbox()
    for name in "abcd":
        box.put(message(name))
    assert ids(box) == ["c", "d"]


def test_a_world_keeps_its_newest(monkeypatch):
    monkeypatch.setattr(inbox, "MESSAGES_MAX", 2)
    box = Inbox()
    for name in "abc":
        box.put(message(name, wa_id=f"r{name}"))
    assert (ids(box, "ra"), ids(box, "rb"), ids(box, "rc")) == ([], ["b"], ["c"])


def test_the_oldest_of_a_handset_goes_first(monkeypatch):
    monkeypatch.setattr(inbox, "MESSAGES_MAX", 2)
    box = Inbox()
    for name in "abc":
        box.put(message(name))
    assert ids(box) == ["b", "c"]
