"""No way leads out of a run, and a way that blocks is told with its place."""

import multiprocessing
import os
import signal
import socket
import ssl
import subprocess
import threading

import pytest

from windtunnel_verify.errors import BlockingCallError, RealIOError
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.patches import Run, patched


def run_virtual(act):
    async def main():
        act()

    loop = VirtualLoop()
    try:
        with patched(Run(loop, seed=1)):
            loop.run_until_complete(main())
    finally:
        loop.close()


def on_socket(act):
    with socket.socket() as sock:
        act(sock)


FAR = ("192.0.2.1", 80)
WAYS_OUT = {
    "connect": lambda: on_socket(lambda sock: sock.connect(FAR)),
    "connect_ex": lambda: on_socket(lambda sock: sock.connect_ex(FAR)),
    "unix socket": lambda: on_socket(lambda sock: sock.connect("/run/x.sock")),
    "bind": lambda: on_socket(lambda sock: sock.bind(("127.0.0.1", 0))),
    "sendto": lambda: on_socket(lambda sock: sock.sendto(b"x", FAR)),
    "names": lambda: socket.getaddrinfo("example.com", 80),
    "names the old way": lambda: socket.gethostbyname("localhost"),
    "create_connection": lambda: socket.create_connection(("example.com", 80)),
    "tls": lambda: on_socket(ssl.create_default_context().wrap_socket),
    "thread": lambda: threading.Thread(target=print).start(),
    "process": lambda: subprocess.Popen.__init__(object(), ["true"]),
    "fork": lambda: os.fork(),
    "shell": lambda: os.system("true"),  # noqa: S605 - refused before
    "pool of processes": lambda: multiprocessing.get_context("fork").Process(target=print).start(),
    "signal": lambda: signal.signal(signal.SIGUSR1, signal.SIG_IGN),
    "kept socket": lambda: KEPT.connect(FAR),
}
KEPT = socket.socket()
KEPT.close()


@pytest.mark.parametrize("name", WAYS_OUT)
def test_no_way_leads_out_of_a_run(name):
    with pytest.raises(RealIOError, match="no real input or output"):
        run_virtual(WAYS_OUT[name])


BLOCKING = {
    "names": lambda: socket.getaddrinfo("localhost", 80),
    "connect": lambda: on_socket(lambda sock: sock.connect(("127.0.0.1", 1))),
    "create_connection": lambda: socket.create_connection(("127.0.0.1", 1)),
}


@pytest.mark.parametrize("name", BLOCKING)
def test_a_blocking_client_in_async_code_is_refused_with_its_place(name):
    with pytest.raises(BlockingCallError, match=r"blocking call in async .*test_ways_out\.py:"):
        run_virtual(BLOCKING[name])


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("thread", "asyncio.to_thread"),
        ("process", "start it before"),
        ("shell", "start it before"),
        ("signal", "where your program starts"),
        ("connect", "world.http"),
    ],
)
def test_a_refusal_says_where_and_what_to_do_instead(name, instead):
    with pytest.raises(RealIOError, match=rf"test_ways_out\.py:\d+: .*{instead}"):
        run_virtual(WAYS_OUT[name])
