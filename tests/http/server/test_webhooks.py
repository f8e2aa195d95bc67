"""Posting: handshakes, the allow-list, and receivers that are slow, broken or down."""

import socket
import statistics
import threading
import time

import pytest
from serving import TEXT, serving, until

from windtunnel.domain.facts import PushFact


def test_a_handshake_that_is_echoed_changes_the_callback(world, receiver):
    asked = {"url": receiver.url, "verify_token": "v", "handshake": True}
    assert world.told("PUT", "/webhook", json=asked) == {"url": receiver.url, "verified": True}
    (path,) = receiver.gets
    assert path.startswith("/hook?token=v&say=")


def test_a_handshake_that_is_not_echoed_changes_nothing(world, receivers):
    asked = {"url": receivers(echo=False).url, "handshake": True}
    answer = world.ask("PUT", "/webhook", json=asked)
    assert answer.status_code == 409
    assert "did not echo the challenge" in answer.json()["error"]
    assert world.told("GET", "")["webhook"] is None


def test_a_handshake_with_nobody_says_so(world):
    asked = {"url": f"http://127.0.0.1:{free_port()}/", "handshake": True}
    answer = world.ask("PUT", "/webhook", json=asked)
    assert answer.status_code == 409
    assert "did not answer" in answer.json()["error"]


def test_a_dialects_own_route_subscribes_with_a_handshake(world, receiver):
    body = {"url": receiver.url, "secret": "s"}
    answer = world.client.put(f"/toy/{world.number}/hook", json=body, headers=world.headers)
    assert answer.json() == {"ok": True}
    assert world.told("GET", "")["webhook"] == receiver.url


def test_a_dialects_own_route_is_told_why_not(world):
    body = {"url": "http://example.com/", "secret": "s"}
    answer = world.client.put(f"/toy/{world.number}/hook", json=body, headers=world.headers)
    assert "example.com" in answer.json()["error"]["text"]


def test_an_empty_url_ends_the_subscription(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    assert world.told("PUT", "/webhook", json={"url": ""})["url"] is None
    world.send()
    world.inbox()
    assert not receiver.posts


def test_a_world_subscribes_with_a_handshake_at_its_start(server, receiver):
    hook = {"url": receiver.url, "verify_token": "v", "handshake": True}
    world = server.world(webhook=hook)
    until(lambda: world.told("GET", "")["webhook"] == receiver.url)
    assert world.shown["verify_token"] == "v"


def test_a_callback_with_a_query_keeps_it(world, receiver):
    asked = {"url": f"{receiver.url}?key=1", "handshake": True, "verify_token": "v"}
    assert world.ask("PUT", "/webhook", json=asked).status_code in {200, 409}
    assert receiver.gets[0].startswith("/hook?key=1")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("ill", ["slow", "broken", "down"])
def test_an_ill_receiver_slows_neither_sends_nor_other_receivers(tmp_path, receivers, ill):
    well = receivers()
    urls = {
        "slow": lambda: receivers(delay_s=2.0).url,
        "broken": lambda: receivers(status=500).url,
        "down": lambda: f"http://127.0.0.1:{free_port()}/",
    }
    with serving(tmp_path) as running:
        sick = running.world(webhook={"url": urls[ill]()})
        healthy = running.world(webhook={"url": well.url})
        took_ms = []
        for _ in range(20):
            for world in (sick, healthy):
                began_s = time.monotonic()
                assert world.send().status_code == 200
                took_ms.append((time.monotonic() - began_s) * 1000)
        until(lambda: len(well.posts) == 60)
        pushes = [fact for fact in healthy.end() if isinstance(fact, PushFact)]
        assert statistics.median(took_ms) < 50
        assert statistics.median(push.ms for push in pushes) < 100
        until(lambda: sick.metrics()["push_failed"] > 0 or sick.metrics()["in_flight"] > 0)


def test_a_receiver_that_never_answers_ends_at_the_timeout(tmp_path, receivers, monkeypatch):
    monkeypatch.setattr("windtunnel.server.poster.TIMEOUT_S_MIN", 0.1)
    slow = receivers(delay_s=1.0)
    with serving(tmp_path, scale=50.0) as running:
        # Five of the world's seconds are a tenth of a real one.
        world = running.world(webhook={"url": slow.url})
        world.send()
        until(lambda: world.metrics()["push_failed"] >= 1)
        pushes = [fact for fact in world.end() if isinstance(fact, PushFact)]
        assert pushes[0].http is None
        assert 100 * 50 <= pushes[0].ms < 900 * 50


def answers(*pieces):
    """Return a listener that answers one connection with these bytes and closes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            for piece in pieces:
                connection.sendall(piece)
        listener.close()

    return f"http://127.0.0.1:{listener.getsockname()[1]}/", serve


@pytest.mark.parametrize(
    ("pieces", "http"),
    [
        ((b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok",), 200),
        ((b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 204 No Content\r\n\r\n"), 204),
        ((b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 200_000,), 200),
        ((b"nonsense\r\n\r\n",), None),
        ((b"HTTP/1.1 200 OK\r\ncontent-le",), None),
        ((), None),
    ],
    ids=["close", "continue", "endless", "nonsense", "cut head", "nothing"],
)
def test_what_a_receiver_answers_is_read_for_its_status(server, pieces, http):
    url, serve = answers(*pieces)
    thread = threading.Thread(target=serve)
    thread.start()
    world = server.world(webhook={"url": url})
    world.client.post(world.path, json={"to": "5511999990009", "text": "x"}, headers=world.headers)
    until(lambda: world.metrics()["pushes"] >= 1)
    thread.join()
    pushes = [fact for fact in world.end() if isinstance(fact, PushFact)]
    assert pushes[0].http == http


def test_connections_are_kept_alive(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    for _ in range(30):
        world.send(to=TEXT["to"])
    until(lambda: len(receiver.posts) == 90)
    assert world.metrics()["push_failed"] == 0


def test_a_host_that_has_no_name_in_ascii_is_refused(world):
    answer = world.ask("PUT", "/webhook", json={"url": "http://" + "\u00fc" * 70 + ".test/"})
    assert (answer.status_code, "webhook URL" in answer.json()["error"]) == (400, True)
