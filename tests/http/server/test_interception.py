"""The providers' real names answered here: for whom, by which way, and for no other host."""

import contextlib
import socket
import ssl
import stat
import time
from pathlib import Path

import httpx
import pytest
from serving import INTERCEPTED, TEXT, serving, until

from windtunnel.domain.facts import AttemptFact
from windtunnel.server.intercept import door

HOST = "toy.example"
WAYS = ["tls", "tunnel"]


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def running(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("intercepted")
    with serving(root, loop=request.param, authority=root / "ca", **INTERCEPTED) as found:
        yield found


@pytest.fixture
def told(running):
    return running.client.get("/control/interception").json()


def connected(told, host=HOST):
    """Return a TLS connection to the door in a host's name."""
    trust = ssl.create_default_context(cafile=told["authority"])
    plain = socket.create_connection(("127.0.0.1", told["port"]), timeout=5)
    return trust.wrap_socket(plain, server_hostname=host)


def said(told, request):
    """Return what the door answers to bytes that are no TLS."""
    with socket.create_connection(("127.0.0.1", told["port"]), timeout=5) as client:
        client.sendall(request)
        found = b""
        while chunk := client.recv(4096):
            found += chunk
        return found


@pytest.mark.parametrize("way", WAYS)
def test_a_send_to_the_real_name_is_accepted_and_arrives(running, way):
    world = running.world()
    with httpx.Client(**running.through(way)) as client:
        assert world.send(client).status_code == 200
        assert world.send(client).status_code == 200
    assert len(world.inbox()) > 0
    assert len([fact for fact in world.end() if isinstance(fact, AttemptFact)]) == 2


def test_requests_in_absolute_form_are_served(running, told):
    world = running.world()
    head = f"POST https://{HOST}{world.path} HTTP/1.1\r\nHost: {HOST}\r\n"
    head += f"Authorization: Bearer {world.token}\r\nConnection: close\r\n"
    body = b'{"to": "5511999990001", "text": "hello"}'
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    assert said(told, head.encode() + body).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("authority", ["real.example:443", "toy.example:80", "[::1]:443", ":"])
def test_a_tunnel_elsewhere_is_refused_and_counted(running, told, authority):
    answer = said(told, f"CONNECT {authority} HTTP/1.1\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"leads to toy.example (port 443) and nowhere else" in answer
    assert sum(running.client.get("/control/interception").json()["refused"].values()) > 0


@pytest.mark.parametrize("target", ["https://real.example/x", "http://real.example/x", "/x"])
def test_a_request_for_another_host_is_refused(running, told, target):
    del running
    request = f"POST {target} HTTP/1.1\r\nHost: real.example\r\nContent-Length: 4\r\n\r\nbody"
    answer = said(told, request.encode())
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert b"nothing is passed on" in answer


def test_a_foreign_host_within_a_good_connection_is_refused(running, told):
    with connected(told) as client:
        client.sendall(b"GET /control/health HTTP/1.1\r\nHost: real.example\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 421 ")
    assert running.client.get("/control/interception").json()["refused"]["real.example"] > 0


def test_a_head_learned_at_the_other_port_opens_no_way_for_a_foreign_host(running, told):
    world = running.world()
    head = f"POST {world.path} HTTP/1.1\r\nHost: real.example\r\n"
    head += f"Authorization: Bearer {world.token}\r\n"
    body = b'{"to": "5511999990001", "text": "hello"}'
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    for port, status in ((running.client.base_url.port, b"200"), (told["port"], b"421")):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(request)
            assert client.recv(4096).split()[1] == status


def test_nothing_behind_a_refused_request_is_served(running, told):
    world = running.world()
    body = b'{"to": "5511999990001", "text": "hello"}'
    head = f"POST {world.path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {world.token}"
    good = f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    answer = said(told, b"GET /x HTTP/1.1\r\nHost: real.example\r\n\r\n" + good)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert not [fact for fact in world.end() if isinstance(fact, AttemptFact)]


@pytest.mark.parametrize("path", ["/control/health", "/%63ontrol/worlds", "/control/docs"])
def test_the_control_api_does_not_answer_in_the_providers_name(running, told, path):
    del running
    with connected(told) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert client.recv(4096).startswith(b"HTTP/1.1 404 ")


def test_a_reset_under_tls_is_a_real_one(running, told):
    world = running.world()
    world.told("POST", "/faults", json={"kind": "wire", "settings": {"before": "reset"}})
    with connected(told) as client:
        head = f"POST {world.path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {world.token}"
        client.sendall(f"{head}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        until(lambda: client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 104)


def test_no_client_trusts_us_in_another_name(running, told):
    del running
    with pytest.raises(ssl.SSLCertVerificationError):
        connected(told, "real.example")


def test_the_usual_roots_do_not_trust_us(running, told):
    del running
    plain = socket.create_connection(("127.0.0.1", told["port"]), timeout=5)
    with plain, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(plain, server_hostname=HOST)


def test_whoever_says_nothing_whole_keeps_nobody_waiting(running, told):
    with socket.create_connection(("127.0.0.1", told["port"]), timeout=5) as client:
        client.sendall(b"CONN")
        with httpx.Client(**running.through("tunnel")) as other:
            assert running.world().send(other).status_code == 200


def test_who_comes_while_all_places_are_taken_waits_and_is_served(running, monkeypatch):
    """A burst of clients is what a load test is made of: none of them may be cut off."""
    told = running.client.get("/control/interception").json()
    monkeypatch.setattr(door, "GREETINGS_MAX", 2)
    monkeypatch.setattr(door, "GREETING_S_MAX", 0.5)
    silent = [socket.create_connection(("127.0.0.1", told["port"]), timeout=5) for _ in range(4)]
    with httpx.Client(**running.through("tls")) as client:
        assert running.world().send(client).status_code == 200
    for each in silent:
        each.close()


@pytest.mark.parametrize("garbage", [b"\x00\x01\x02", b"CONNECT \r\n\r\n", b"\x16\x03\x01\x00"])
def test_garbage_ends_its_own_connection_alone(running, told, garbage):
    with socket.create_connection(("127.0.0.1", told["port"]), timeout=5) as client:
        client.sendall(garbage)
        with contextlib.suppress(OSError):  # what we left unread resets the connection
            client.shutdown(socket.SHUT_WR)
            assert client.recv(4096) == b""
    with httpx.Client(**running.through("tls")) as other:
        assert running.world().send(other).status_code == 200


def test_its_key_is_for_its_owner_alone(running, told):
    del running
    folder = Path(told["authority"]).parent
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes["authority.key"] == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not [name for name in modes if "leaf" in name]


def test_a_server_without_it_says_so(server):
    answer = server.client.get("/control/interception")
    assert (answer.status_code, answer.json()) == (200, None)


def test_a_refused_listener_refuses_here_too(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(tmp_path, control_port=port, authority=tmp_path / "ca", **INTERCEPTED) as found:
        found.client.close()
        found.client = httpx.Client(base_url=f"http://127.0.0.1:{port}")
        world = found.world()
        way = found.through("tunnel")

        def knock():
            try:
                with httpx.Client(**way) as client:
                    return client.post(world.path, json=TEXT, headers=world.headers).status_code
            except httpx.TransportError as error:
                return type(error)

        assert knock() == 200
        world.told("POST", "/faults", json={"kind": "connect-refused", "for_us": 400_000})
        until(lambda: knock() is httpx.ConnectError)
        until(lambda: knock() == 200)
        time.sleep(0.01)
