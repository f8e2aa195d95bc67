"""What one connection may do: pipeline, close, speak HTTP/1.0, leave before its answer."""

import json
import socket
import time

import pytest
from serving import TEXT

from windtunnel.domain.facts import AnswerFact, ReplyEndFact


def dial(world):
    host, port = world.serving.base_url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def request(world, text, *, version="1.1", **headers):
    body = json.dumps(TEXT | {"text": text}).encode()
    lines = [
        f"POST {world.path} HTTP/{version}",
        "host: x",
        f"authorization: Bearer {world.token}",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def read_all(sock):
    found = b""
    while part := sock.recv(65_536):
        found += part
    return found


@pytest.mark.parametrize("count", [2, 40])
def test_pipelined_sends_are_answered_in_their_order(world, count):
    with dial(world) as sock:
        sock.sendall(b"".join(request(world, f"n{index}") for index in range(count)))
        sock.sendall(request(world, "last", connection="close"))
        answers = read_all(sock)
    assert answers.count(b"HTTP/1.1 200 OK") == count + 1
    time.sleep(0.02)
    decided = [fact.message for fact in world.end() if isinstance(fact, AnswerFact)]
    assert len(decided) == count + 1
    places = [answers.index(message.encode()) for message in decided]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("version", "headers"), [("1.1", {"connection": "close"}), ("1.0", {})], ids=["close", "1.0"]
)
def test_a_client_that_wants_to_close_gets_its_answer_and_the_end(world, version, headers):
    with dial(world) as sock:
        sock.sendall(request(world, "x", version=version, **headers))
        answer = read_all(sock)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" in answer


def test_a_client_that_waits_for_a_continue_is_told_to(world):
    whole = request(world, "x", expect="100-continue", connection="close")
    head, _, body = whole.partition(b"\r\n\r\n")
    with dial(world) as sock:
        sock.sendall(head + b"\r\n\r\n")
        assert sock.recv(1024).startswith(b"HTTP/1.1 100 Continue")
        sock.sendall(body)
        assert read_all(sock).startswith(b"HTTP/1.1 200 OK")


def test_an_answer_to_a_client_that_left_counts_as_not_written(world):
    fault = {"kind": "wire", "settings": {"delay_ms": 200}}
    world.told("POST", "/faults", json=fault)
    with dial(world) as sock:
        sock.sendall(request(world, "x"))
        time.sleep(0.05)
    time.sleep(0.3)
    (ended,) = [fact for fact in world.end() if isinstance(fact, ReplyEndFact)]
    assert ended.written == "none"
