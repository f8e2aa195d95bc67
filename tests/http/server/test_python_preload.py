"""The preload for Python: by no way of connecting does the provider's name leave this machine."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from windtunnel.server.intercept.variables import PYTHON_PRELOAD

HOST = "provider.invalid"
RAW = "import socket\nsocket.socket().connect(('{host}', 443))"
RAW_EX = "import socket\nprint(socket.socket().connect_ex(('{host}', 443)))"
IN_C = "import _socket, socket\nprint(_socket.getaddrinfo('{host}', 443)[0][4][1])"
BY_KEYWORD = "import socket\nprint(socket.getaddrinfo(host='{host}', port=443)[0][4][1])"
THREADS = """
import socket, threading
thread = threading.Thread(target=lambda: socket.create_connection(('{host}', 443)))
thread.start(); thread.join()
"""
CHILD = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', {raw!r}], check=True)"
UVLOOP = """
import importlib.util
assert importlib.util.find_spec('uvloop') is not None
import asyncio, uvloop
async def go():
    await asyncio.open_connection('{host}', 443)
uvloop.run(go())
"""
UVLOOP_SOCK = """
import asyncio, socket, uvloop
async def go():
    plain = socket.socket(); plain.setblocking(False)
    await asyncio.get_running_loop().sock_connect(plain, ('{host}', 443))
uvloop.run(go())
"""
GEVENT = """
from gevent import monkey; monkey.patch_all()
import socket
socket.create_connection(('{host}', 443))
"""
WAYS = {
    "a raw socket": RAW,
    "a raw socket, by connect_ex": RAW_EX,
    "a thread": THREADS,
    "a child": CHILD.replace("{raw!r}", repr(RAW)),
    "uvloop, after somebody asked whether it is there": UVLOOP,
    "a raw socket under uvloop": UVLOOP_SOCK,
}


@pytest.fixture
def door():
    """A listener that counts, in place of the simulator."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        yield listener


def ran(script, door, *switches):
    environment = os.environ | {
        "PYTHONPATH": str(PYTHON_PRELOAD),
        "WINDTUNNEL_INTERCEPT": f"127.0.0.1:{door.getsockname()[1]}",
        "WINDTUNNEL_INTERCEPT_HOSTS": HOST,
    }
    command = [sys.executable, *switches, "-c", script.replace("{host}", HOST)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_by_name_comes_here(door, way):
    ended = ran(WAYS[way], door)
    assert ended.returncode == 0, ended.stderr
    door.accept()[0].close()


@pytest.mark.parametrize("script", [IN_C, BY_KEYWORD])
def test_a_name_resolves_to_the_door(door, script):
    assert ran(script, door).stdout.strip() == str(door.getsockname()[1])


def test_gevent_comes_here(door):
    pytest.importorskip("gevent", reason="with gevent this test runs")
    ended = ran(GEVENT, door)
    assert ended.returncode == 0, ended.stderr
    door.accept()[0].close()


def test_aiohttp_asks_no_resolver_of_its_own(door, tmp_path):
    package = tmp_path / "aiohttp"
    package.mkdir()
    (package / "__init__.py").write_text("from .resolver import DefaultResolver")
    text = "class ThreadedResolver: ...\nclass AsyncResolver: ...\nDefaultResolver = AsyncResolver"
    (package / "resolver.py").write_text(text)
    where = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    ended = ran(where + "import aiohttp; print(aiohttp.DefaultResolver.__name__)", door)
    assert ended.stdout == "ThreadedResolver\n", ended.stderr


def test_other_names_are_let_be(door):
    script = "import socket\nprint(socket.getaddrinfo('127.0.0.1', 80)[0][4])"
    assert ran(script, door).stdout == "('127.0.0.1', 80)\n"


def test_threads_that_import_uvloop_at_once_all_come_here(door):
    script = """
import asyncio, threading
def go():
    import uvloop
    async def connect():
        await asyncio.open_connection('{host}', 443)
    uvloop.run(connect())
threads = [threading.Thread(target=go) for _ in range(4)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
"""
    came = []
    counting = threading.Thread(target=lambda: [came.append(door.accept()) for _ in range(4)])
    counting.start()
    ended = ran(script, door)
    counting.join(20)
    for client, _ in came:
        client.close()
    assert (len(came), ended.stderr) == (4, "")
