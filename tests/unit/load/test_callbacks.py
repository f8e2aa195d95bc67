"""A service posts its outcomes to the desk, and is told what is wrong with them."""

import socket
import time

import httpx
import pytest
from desks import STATES, Office

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.marker import ARMING_INDEX, marker_of
from windtunnel.domain.sender import Outcome
from windtunnel_load.outcomes import callbacks, desk, records
from windtunnel_load.outcomes.reading import BODY_BYTES_MAX


@pytest.fixture
def called(tmp_path):
    made = []

    def make(**model):
        made.append(Office(tmp_path, callback={"states": STATES, **model}).begin())
        return made[-1]

    yield make
    for office in made:
        office.desk.stop()
        office.book.close()


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ({}, {"intent": 3, "state": "sent"}),
        ({}, {"intent": "3", "state": "sent"}),
        ({"by": "marker", "key": "$.m.ref"}, {"m": {"ref": marker_of(3)}, "state": "sent"}),
        ({"by": "id", "key": "ref"}, {"ref": "r3", "state": "sent"}),
    ],
    ids=["intent", "intent as text", "marker", "id"],
)
def test_a_callback_is_of_the_message_that_it_names(called, model, body):
    office = called(**model)
    office.reply(3, {"id": "r3"})
    time.sleep(0.3)
    assert office.post(body).status_code == 202
    assert office.end() == ([(3, "accepted", None, None)], [])


def test_a_callback_may_come_before_its_reply_was_noted(called):
    office = called(by="id")
    assert office.post({"id": "r3", "state": "queued"}).status_code == 202
    assert office.post({"id": "r3", "state": "sent"}).status_code == 202
    office.reply(3, {"id": "r3"})
    assert office.end() == ([(3, "accepted", None, None)], [])


def test_what_is_told_twice_is_written_once(called):
    office = called()
    for state in ("sent", "sent", "bounced", "snet", "snet"):
        office.post({"intent": 3, "state": state})
    outcomes, unread = office.end()
    assert outcomes == [(3, "accepted", None, None), (3, "failed", None, None)]
    assert len(unread) == 1


def test_the_end_of_the_arming_message_is_nobodys(called):
    office = called()
    office.post({"intent": ARMING_INDEX, "state": "sent"})
    office.post({"intent": ARMING_INDEX, "state": "snet"})
    assert office.end() == ([], [])


@pytest.mark.parametrize(
    ("model", "body", "said"),
    [
        ({}, {"state": "sent"}, "has nothing at $.intent; wanted is the intent"),
        ({}, {"intent": True, "state": "sent"}, "has True at $.intent"),
        ({}, b"x", "has nothing at $.intent"),
        ({"by": "marker"}, {"marker": "wt00000000", "state": "sent"}, "wanted is the marker"),
        ({"by": "marker"}, {"marker": 5, "state": "sent"}, "has 5 at $.marker"),
        ({"by": "id"}, {"id": None, "state": "sent"}, "has None at $.id; wanted is the id"),
    ],
)
def test_a_callback_that_names_no_message_is_said(called, model, body, said):
    office = called(**model)
    reply = office.post(body)
    assert (reply.status_code, said in reply.json()["error"]) == (422, True)
    assert office.end()[1] == [(None, reply.json()["error"])]


ARMED = httpx.Response(202, json={"id": "armed"})


@pytest.mark.parametrize(
    ("body", "state", "said"),
    [
        ({"id": "armed", "state": "sent"}, "passed", "accepted"),
        ({"id": "armed", "state": "queued"}, "passed", "pending"),
        ({"id": "armed", "state": "snet"}, "failed", "its state is 'snet'"),
        ({"id": None, "state": "sent"}, "failed", "has None at $.id; wanted is the id"),
    ],
)
def test_the_end_of_the_arming_message_is_a_hop_and_no_fact(called, body, state, said):
    office = called(by="id")
    office.post(body)
    hop = office.desk.follow_arming(ARMED, time.sleep)
    assert (hop.name, hop.state, said in hop.said) == ("outcome read", state, True), hop
    assert ("`outcome` in sender.yaml" in hop.advice) == (state == "failed")
    assert office.end()[0] == []


def test_a_service_that_posts_nothing_is_said(called):
    waits = []
    hop = called(by="id").desk.follow_arming(ARMED, waits.append)
    assert (hop.state, hop.said) == ("failed", "it told no outcome within 10 s")
    assert sum(waits) == pytest.approx(10, abs=0.1)


def test_a_callback_with_an_unknown_state_is_said(called):
    office = called()
    reply = office.post({"intent": 3, "state": 5})
    assert "its state is '5'; states in sender.yaml has sent" in reply.json()["error"]
    assert office.end()[1] == [(3, f"a callback: {reply.json()['error']}")]


def test_an_id_that_no_reply_had_is_said_at_the_end(called):
    office = called(by="id")
    office.post({"id": "r9", "state": "sent"})
    assert office.end()[1] == [
        (None, "a callback names 'r9', and no reply of the service had that id")
    ]


def test_not_more_is_held_or_known_than_allowed(called, monkeypatch):
    monkeypatch.setattr(desk, "HELD_MAX", 0)
    monkeypatch.setattr(desk, "IDS_MAX", 0)
    office = called(by="id")
    assert office.post({"id": "r9", "state": "sent"}).status_code == 422
    office.reply(3, {"id": "r3"})
    assert [intent for intent, _ in office.end()[1]] == [None, 3]


def test_not_more_is_said_of_nobody_than_allowed(called, monkeypatch):
    monkeypatch.setattr(records, "NAMELESS_MAX", 2)
    office = called()
    for _ in range(5):
        office.post({})
    assert len(office.end()[1]) == 2


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/other", {}, 404),
        ("/outcome", {"transfer-encoding": "chunked"}, 411),
        ("/outcome", {"content-length": str(BODY_BYTES_MAX + 1)}, 413),
    ],
)
def test_what_is_no_outcome_is_refused(called, path, headers, status):
    url = httpx.URL(called().desk.url)
    with socket.create_connection((url.host, url.port), timeout=5) as client:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        body = "" if headers else "content-length: 0\r\n"
        client.sendall(f"POST {path} HTTP/1.1\r\nhost: x\r\n{lines}{body}\r\n".encode())
        assert client.recv(100).startswith(f"HTTP/1.1 {status} ".encode())


def test_not_more_connections_are_held_than_allowed(monkeypatch, called):
    monkeypatch.setattr(callbacks, "CONNECTIONS_MAX", 0)
    url = httpx.URL(called().desk.url)
    with socket.create_connection((url.host, url.port), timeout=5) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 503 ")


def test_a_port_that_is_taken_is_said(called, tmp_path):
    port = httpx.URL(called().desk.url).port
    with pytest.raises(ConfigError, match=f"outcome.callback.port is {port}, and cannot be had"):
        Office(tmp_path, callback={"states": STATES, "port": port})


def test_what_comes_after_the_end_is_not_written(called):
    office = called()
    assert office.end() == ([], [])
    office.desk._records.outcome(3, Outcome(state="accepted"))
    office.desk.finish()
