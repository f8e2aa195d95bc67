"""Whatever a client sends, it gets a clear refusal, and the next request is served."""

import socket
import time

import pytest
from serving import TEXT, TOY, serving

from windtunnel.domain.facts import AttemptFact
from windtunnel.server.protocol import WireProtocol

JSON = {"content-type": "application/json"}


@pytest.fixture
def alive(world):
    """A world whose server must still answer when the test is over."""
    yield world
    assert world.send().status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"x"', b"\xff\xfe", b"", b'{"to": 5}', b"[" * 5000],
    ids=["cut", "list", "string", "bad UTF-8", "empty", "wrong type", "deep"],
)
def test_a_send_that_cannot_be_read_is_the_providers_refusal(alive, body):
    answer = alive.client.post(alive.path, content=body, headers=alive.headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 30


@pytest.mark.parametrize("how", ["announced", "chunked"])
def test_a_body_of_ten_megabytes_is_refused_without_being_read(alive, how):
    pieces = [b"x" * 1_048_576] * 10
    body = b"".join(pieces) if how == "announced" else iter(pieces)
    answer = alive.client.post(alive.path, content=body, headers=alive.headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("how", ["announced", "chunked"])
def test_a_control_body_of_ten_megabytes_is_refused(alive, how):
    pieces = [b" " * 1_048_576] * 10
    body = b"".join(pieces) if how == "announced" else iter(pieces)
    answer = alive.client.post("/control/worlds", content=body, headers=JSON)
    assert answer.status_code == 413
    assert "8388608 bytes" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "the body is not JSON"),
        (b"\xff", "parsing the body"),
        (b"[]", "body: "),
        (b"[" * 100_000, "body"),
        (b'{"seed": "x"}', "body.seed: "),
        (b'{"seed": -1}', "seed is -1; must be 0 to"),
        (b'{"sed": 1}', "sed is no field of it; did you mean 'seed'?"),
        (b'{"numbers": [{"nam": "a"}]}', "numbers[0].nam is no field of it"),
        (b'{"timeline": [{"kind": "x", "scope": {"shar": 1}}]}', "timeline[0].scope.shar"),
        (b'{"providers": ["toi"]}', "did you mean 'toy'?"),
        (b'{"profile": "meta-cy"}', "no profile"),
        (b'{"name": "../x"}', "name is '../x'"),
        (b'{"ledger": "../../x"}', "must lie under the ledger root"),
        (b'{"webhook_hosts": ["example.com"]}', "this server allows"),
        (b'{"webhook": {"url": "http://example.com/"}}', "is not one of this world's"),
        (b'{"webhook": {"url": "http://127.0.0.1:99999/"}}', "webhook URL"),
        (b'{"numbers": [{"name": "", "provider": "toy"}]}', "numbers[0].name has 0 characters"),
        (b'{"profile_values": {"name": "x"}}', "profile_values: "),
        (b'{"switches": {"nope": 1}}', "no switch nope"),
    ],
    ids=lambda value: value[:44].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_a_world_that_cannot_be_says_what_is_wrong(alive, body, said):
    if body.startswith(b"{") and b"providers" not in body and body != b"{":
        body = b'{"providers": ["toy"], ' + body[1:]
        body = body if b"numbers" in body else body[:-1] + b', "numbers": [{"provider": "toy"}]}'
    answer = alive.client.post("/control/worlds", content=body, headers=JSON)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    "flaw", [{"timeline": [{"kind": "wire"}]}, {"webhook": {"url": "http://10.0.0.1/"}}]
)
def test_a_world_that_could_not_be_leaves_nothing_behind(server, flaw):
    before = len(server.client.get("/control/worlds").json())
    assert server.client.post("/control/worlds", json=TOY | flaw).status_code == 400
    assert len(server.client.get("/control/worlds").json()) == before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/control/worlds/w999", 404),
        ("DELETE", "/control/worlds/w999", 404),
        ("GET", "/control/worlds/w999/metrics", 404),
        ("GET", "/nowhere", 404),
        ("PUT", "/control/worlds", 405),
    ],
)
def test_what_is_not_there_says_so(server, method, path, status):
    answer = server.client.request(method, path)
    assert answer.status_code == status
    assert path in answer.json()["error"] or "w999" in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("PATCH", "/tokens/nobody", {"state": "expired"}, 404, "its tokens are main"),
        ("PATCH", "/tokens/main", {"state": "gone"}, 400, "body.state"),
        ("PATCH", "/templates/x/en", {"state": "PAUSED"}, 404, "x"),
        ("POST", "/numbers", {"provider": "toy"}, 400, "'main' is taken"),
        ("POST", "/tokens", {"name": "b", "numbers": ["?"]}, 404, "no number '?'"),
        ("POST", "/faults", {"kind": "wir"}, 400, "did you mean 'wire'?"),
        ("POST", "/faults", {"kind": "wire", "settings": {"x": 1}}, 400, "x"),
        ("POST", "/faults", {}, 400, "body.kind"),
        ("DELETE", "/faults/f9", None, 404, "no fault 'f9'"),
        ("POST", "/inbound", {"recipient": "abc", "text": "x"}, 400, "must be 5 to 20 digits"),
        ("POST", "/inbound", {"recipient": "55119999", "text": "x" * 5000}, 400, "at most 4096"),
        ("POST", "/inbound", {"recipient": "55119999", "text": "x", "number": "n"}, 404, "'n'"),
        ("PUT", "/webhook", {"url": "ftp://127.0.0.1/"}, 400, "must begin with http"),
        ("PUT", "/webhook", {"url": "http://10.0.0.1/"}, 400, "10.0.0.1"),
        ("GET", "/handsets/123456/messages?wait=2h", None, 400, "must be like 500ms, 10s"),
        ("GET", "/handsets/123456/messages?wait=61s", None, 400, "60s at most"),
        ("GET", "/handsets/123456/messages?after=-1", None, 400, "query.after"),
        ("GET", "/ledger?follow=nan", None, 400, "follow is 'nan'"),
        ("PATCH", "/clock", {"scale": -1}, 400, "must be 0 to 1000"),
        ("POST", "/advance", {"seconds": -5}, 400, "must be 0 to"),
        ("POST", "/advance", {"seconds": 1e12}, 400, "must be 0 to"),
    ],
)
def test_a_control_request_that_cannot_be_says_why(world, method, path, body, status, said):
    answer = world.ask(method, path, json=body)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["error"]


def test_a_body_without_its_content_type_says_what_to_send(server):
    answer = server.client.post("/control/worlds", content=b"{}")
    assert answer.status_code == 400
    assert "send application/json" in answer.json()["error"]


def raw(world, *pieces, wait_s=0.0):
    """Send bytes as they are; return all that comes back."""
    host, port = world.serving.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as sock:
        for piece in pieces:
            sock.sendall(piece)
            time.sleep(wait_s)
        answer = b""
        while part := sock.recv(65_536):
            answer += part
    return answer


def test_a_request_that_is_no_http_is_refused_and_the_connection_closed(alive):
    assert raw(alive, b"\x16\x03\x01 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_head_without_end_is_refused(alive):
    head = b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 1000
    more = b"a: b\r\n" * 40_000
    assert raw(alive, head, more, wait_s=0.05).startswith(b"HTTP/1.1 431")


def test_a_body_that_never_ends_is_let_go_after_its_time(tmp_path, monkeypatch):
    monkeypatch.setattr(WireProtocol, "read_s_max", 0.2)
    with serving(tmp_path) as running:
        world = running.world()
        head = f"POST {world.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"
        answer = raw(world, head.encode() + b'{"to"')
        assert answer.startswith(b"HTTP/1.1 408")
        assert world.send().status_code == 200
        assert len([fact for fact in world.end() if isinstance(fact, AttemptFact)]) == 1


def test_a_client_that_leaves_in_the_middle_of_its_body_leaves_no_attempt(world):
    host, port = world.serving.base_url.removeprefix("http://").split(":")
    head = f"POST {world.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"
    with socket.create_connection((host, int(port))) as sock:
        sock.sendall(head.encode() + b'{"to"')
    time.sleep(0.05)
    assert not [fact for fact in world.end() if isinstance(fact, AttemptFact)]


def test_a_foreign_control_token_opens_nothing(tmp_path):
    with serving(tmp_path, control_token="right") as running:
        answer = running.client.get("/control/health", headers={"x-windtunnel-token": "wrong"})
        assert answer.status_code == 401
        assert running.client.post("/control/worlds", json={}).status_code == 401
        right = {"x-windtunnel-token": "right"}
        assert running.client.get("/control/health", headers=right).json()["ok"]


def test_an_unpaired_surrogate_in_a_text_does_no_harm(alive):
    body = b'{"to": "%b", "text": "\\ud800"}' % TEXT["to"].encode()
    answer = alive.client.post(alive.path, content=body, headers=alive.headers)
    assert answer.status_code in {200, 400}
