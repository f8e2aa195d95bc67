"""A client repeats its head: the second time it is not parsed, and nothing else changes."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from test_connections import dial, request

from windtunnel.domain.facts import AnswerFact, AttemptFact, ReplyEndFact
from windtunnel.domain.submit import Answer, Reply, Request
from windtunnel.server.front import Front
from windtunnel.server.gate import Decided
from windtunnel.server.hot import Hot
from windtunnel.server.protocol import CONNECTION

HEADS = 3


def ask(sock, data, *parts):
    """Send what `parts` are cut at, and return the answer's status and body."""
    at = 0
    for cut in (*parts, len(data)):
        sock.sendall(data[at:cut])
        at = cut
    with sock.makefile("rb") as answer:
        status = int(answer.readline().split()[1])
        length = 0
        while (line := answer.readline().strip().lower()) != b"":
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return status, json.loads(answer.read(length))


def test_sends_of_one_head_are_answered_alike_and_each_is_in_the_ledger(world):
    with dial(world) as sock:
        answers = [ask(sock, request(world, f"text {number}")) for number in range(5)]
    assert [status for status, _ in answers] == [200] * 5
    assert len(world.serving.app.hot._heads) >= 1
    facts = world.end()
    attempts = [fact for fact in facts if isinstance(fact, AttemptFact)]
    assert [fact.attempt for fact in attempts] == ["a1", "a2", "a3", "a4", "a5"]
    assert len({fact.conn for fact in attempts}) == 1
    assert len({fact.content_sha for fact in attempts}) == 5
    ends = [fact.written for fact in facts if isinstance(fact, ReplyEndFact)]
    assert ends == ["all"] * 5


def test_a_known_head_whose_body_comes_in_parts_is_waited_for(world):
    data = request(world, "whole")
    with dial(world) as sock:
        assert ask(sock, data)[0] == 200
        assert ask(sock, data, len(data) - 3)[0] == 200
        assert ask(sock, data, 20, len(data) - 1)[0] == 200
    assert sum(isinstance(fact, AttemptFact) for fact in world.end()) == HEADS


def test_pipelined_sends_with_a_known_head_are_all_answered(world):
    data = request(world, "again")
    with dial(world) as sock:
        assert ask(sock, data)[0] == 200
        sock.sendall(data * HEADS)
        found = b""
        while found.count(b"HTTP/1.1 200 OK") < HEADS:
            found += sock.recv(65_536)
    assert sum(isinstance(fact, AttemptFact) for fact in world.end()) == 1 + HEADS


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        ({"kind": "wire", "settings": {"after": "reset"}}, "none"),
        ({"kind": "wire", "settings": {"cut_bytes": 5}}, "part"),
    ],
)
def test_a_fault_strikes_a_send_with_a_known_head(world, fault, written):
    with dial(world) as sock:
        assert ask(sock, request(world, "clean"))[0] == 200
        world.told("POST", "/faults", json=fault)
        with pytest.raises((ConnectionError, ValueError, IndexError)):
            ask(sock, request(world, "spoil"))
    world.told("POST", "/heal")
    with dial(world) as sock:
        assert ask(sock, request(world, "clean"))[0] == 200
    facts = world.end()
    assert [fact.written for fact in facts if isinstance(fact, ReplyEndFact)] == [
        "all",
        written,
        "all",
    ]
    assert sum(isinstance(fact, AnswerFact) for fact in facts) == 3


def test_a_head_that_was_good_is_refused_once_its_token_is_revoked(world):
    with dial(world) as sock:
        assert ask(sock, request(world, "one"))[0] == 200
        name = world.shown["tokens"][0]["name"]
        world.told("PATCH", f"/tokens/{name}", json={"state": "revoked"})
        assert ask(sock, request(world, "two"))[0] == 401


def test_a_head_of_a_world_that_has_ended_is_refused(world):
    with dial(world) as sock:
        assert ask(sock, request(world, "one"))[0] == 200
        world.end()
        assert ask(sock, request(world, "two"))[0] == 401


def test_a_request_that_stands_before_a_send_is_not_taken_for_its_head(world):
    other = b"GET /control/health HTTP/1.1\r\nhost: x\r\n\r\n"
    with dial(world) as sock:
        sock.sendall(other + request(world, "behind"))
        found = b""
        while found.count(b"HTTP/1.1 200 OK") < 2:
            found += sock.recv(65_536)
        sock.sendall(other)
        assert b"HTTP/1.1 200 OK" in sock.recv(65_536)
    assert sum(isinstance(fact, AttemptFact) for fact in world.end()) == 1


@pytest.mark.parametrize("header", [None, b"expect", b"transfer-encoding", b"upgrade"])
def test_a_head_that_asks_for_more_than_an_answer_is_parsed_each_time(header):
    headers = {b"content-length": b"2"} | ({} if header is None else {header: b"x"})
    asked = Request(method="POST", path="/", query=b"", headers=headers, body=b"{}")
    hot = Hot()
    hot.learn(b"POST / HTTP/1.1\r\n\r\n{}", None, asked)
    assert len(hot._heads) == (header is None)


class Left:
    """A connection whose client left once its send was decided on, and the send's world."""

    def __init__(self):
        self.ends = []

    def take_decided(self):
        answer = Answer(attempt="a1", provider="toy", accepted=True, kind="text")
        return Decided(answer, Reply(status=200, headers=[], body=b""), self)

    def reply_end(self, attempt, written):
        self.ends.append((attempt, written))

    async def receive(self):
        return {"type": "http.disconnect"}


def test_a_send_whose_client_left_before_its_late_answer_began_has_its_reply_end():
    left = Left()
    scope = {"headers": [], "extensions": {CONNECTION: left}}
    gate = SimpleNamespace(body_bytes_max=1)
    asyncio.run(Front((), control=None)._send(gate, scope, left.receive, None))
    assert left.ends == [("a1", "none")]
