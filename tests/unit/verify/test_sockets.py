"""The corners of the fake socket; what clients see of it is in tests/verify/test_blocking.py."""

import select
import socket
import time

import pytest
import requests
from virtual import blockingly

from windtunnel_verify.world import PROVIDER_PORT

ADDRESS = ("127.0.0.1", PROVIDER_PORT)


def on_socket(act):
    def main(virtual):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            return act(sock, virtual)

    return blockingly(main)


def readable(sock):
    return bool(select.select([sock], [], [], 0)[0])


def test_an_open_connection_is_not_readable_and_a_closed_one_is():
    def act(sock, _virtual):
        assert sock.connect_ex(ADDRESS) == 0
        before = readable(sock)
        sock._line.close()
        return before, readable(sock), sock.recv(10)

    assert on_socket(act) == (False, True, b"")


def test_a_write_to_a_closed_connection_is_a_broken_pipe():
    def act(sock, _virtual):
        sock.connect(ADDRESS)
        sock._line.close()
        with pytest.raises(BrokenPipeError):
            sock.sendall(b"x")

    on_socket(act)


def test_a_socket_that_is_not_connected_cannot_send():
    def act(sock, _virtual):
        with pytest.raises(OSError, match="not connected"):
            sock.send(b"x")

    on_socket(act)


def test_connect_ex_returns_the_number_of_the_error():
    assert on_socket(lambda sock, _virtual: sock.connect_ex(("127.0.0.1", 1))) == 111


def test_an_idle_connection_times_out():
    def act(sock, _virtual):
        sock.connect(ADDRESS)
        sock.settimeout(2.5)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        return sock.gettimeout(), time.monotonic()

    assert on_socket(act) == (2.5, 2.5)


def test_a_socket_that_was_shut_down_has_no_more_to_read():
    def act(sock, _virtual):
        sock.setblocking(True)
        sock.connect(ADDRESS)
        sock.shutdown(socket.SHUT_RDWR)
        return sock.recv(1), sock.getpeername(), sock.getsockname()[0]

    assert on_socket(act) == (b"", ADDRESS, "127.0.0.1")


def test_an_answer_without_a_length_comes_in_chunks():
    async def app(_scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in (b"one ", b"two"):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def main(virtual):
        virtual.network.listen(9000, app)
        answer = requests.get("http://127.0.0.1:9000/", timeout=5)
        return answer.text, answer.headers["transfer-encoding"]

    assert blockingly(main) == ("one two", "chunked")


def test_a_slow_write_times_out():
    def main(virtual):
        virtual.tunnel.provider.write_us = 9_000_000
        with pytest.raises(requests.RequestException):
            requests.post(f"http://127.0.0.1:{PROVIDER_PORT}/", data=b"x", timeout=4)
        return time.monotonic()

    assert blockingly(main) == 4.0


def test_a_class_kept_from_a_run_makes_real_sockets_afterwards():
    kept = blockingly(lambda _virtual: socket.socket)
    assert kept is not socket.socket
    with kept(socket.AF_INET, socket.SOCK_DGRAM) as made:
        assert type(made) is socket.socket
