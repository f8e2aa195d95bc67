"""Every wire plan through every executor: what the client met, and whether the platform accepted.

An executor takes a plan's settings and a client timeout, carries the plan out on one send, and
returns a `Met`. Another transport joins by adding its name to `EXECUTORS`.
"""

import contextlib
import time
from dataclasses import dataclass

import httpx
import pytest
from serving import INTERCEPTED, TEXT, serving
from virtual import BASE_URL, blockingly, virtually

from windtunnel.domain.facts import AnswerFact, ReplyEndFact
from windtunnel_verify.bridge import wait

EXECUTORS = ("asyncio", "uvloop", "virtual", "sockets", "tls", "tunnel")
PAGE = "<html>bad gateway</html>"
ERROR = '{"error":{}}'


@dataclass
class Met:
    """What one send met: the error or the status, the body, and what the ledger says of it."""

    error: type | None
    status: int | None
    text: str
    took_s: float
    accepted: bool
    http: int
    written: str
    said: str


@pytest.fixture(scope="module", params=EXECUTORS)
def executor(request, tmp_path_factory):
    if request.param in IN_PROCESS:
        yield IN_PROCESS[request.param]
        return
    loop = {"tls": "asyncio", "tunnel": "uvloop"}.get(request.param, request.param)
    root = tmp_path_factory.mktemp("wire")
    with serving(root, loop=loop, **INTERCEPTED | {"authority": root / "ca"}) as running:
        way = running.through(request.param)

        def carry_out(settings, timeout_s):
            world = running.world()
            if settings:
                world.told("POST", "/faults", json={"kind": "wire", "settings": settings})
            return met(world, timeout_s, way)

        yield carry_out


def met(world, timeout_s, way):
    answer = error = None
    began_s = time.monotonic()
    with httpx.Client(timeout=timeout_s, **way) as client:
        try:
            answer = client.post(world.path, json=TEXT, headers=world.headers)
        except httpx.TransportError as raised:
            error = as_without_tls(raised) if "verify" in way or "transport" in way else raised
    took_s = time.monotonic() - began_s
    time.sleep(0.3 if isinstance(error, httpx.ReadTimeout) else 0.02)
    return told(answer, error, took_s, world.end())


def as_without_tls(error):
    """Python's ssl tells a reset as an end; that it is one, test_interception.py shows."""
    if str(error).startswith("Server disconnected without sending a response"):
        return httpx.ReadError(str(error))
    return error


def met_virtually(settings, timeout_s):
    async def main(virtual):
        if settings:
            virtual.inject(settings)
        answer = error = None
        began_s = time.monotonic()
        try:
            answer = await virtual.send(timeout=timeout_s)
        except httpx.TransportError as raised:
            error = raised
        took_s = time.monotonic() - began_s
        return told(answer, error, took_s, await virtual.end())

    return virtually(main)


def met_at_socket_level(settings, timeout_s):
    def send(virtual):
        if settings:
            virtual.inject(settings)
        answer = error = None
        began_s = time.monotonic()
        headers = {"authorization": f"Bearer {virtual.token}"}
        with httpx.Client(base_url=BASE_URL, timeout=timeout_s) as client:
            try:
                answer = client.post(f"/toy/{virtual.number}/send", json=TEXT, headers=headers)
            except httpx.TransportError as raised:
                error = raised
        took_s = time.monotonic() - began_s
        return told(answer, error, took_s, wait(virtual.end()))

    return blockingly(send)


IN_PROCESS = {"virtual": met_virtually, "sockets": met_at_socket_level}


def told(answer, error, took_s, facts):
    (decided,) = [fact for fact in facts if isinstance(fact, AnswerFact)]
    (ended,) = [fact for fact in facts if isinstance(fact, ReplyEndFact)]
    return Met(
        None if error is None else type(error),
        None if answer is None else answer.status_code,
        "" if answer is None else answer.text,
        took_s,
        decided.accepted,
        decided.http,
        ended.written,
        "" if error is None else str(error),
    )


TABLE = [
    # settings, timeout_s, error, status, accepted, written
    ({}, 5, None, 200, True, "all"),
    ({"before": "reset"}, 5, httpx.ReadError, None, False, "none"),
    ({"before": "hold"}, 0.2, httpx.ReadTimeout, None, False, "none"),
    ({"before": "reset", "delay_ms": 60_000}, 5, httpx.ReadError, None, False, "none"),
    ({"after": "reset"}, 5, httpx.ReadError, None, True, "none"),
    ({"after": "hold"}, 0.2, httpx.ReadTimeout, None, True, "none"),
    ({"after": "close"}, 5, None, 200, True, "all"),
    ({"delay_ms": 150}, 5, None, 200, True, "all"),
    ({"delay_ms": 400}, 0.2, httpx.ReadTimeout, None, True, "none"),
    ({"delay_ms": 100, "after": "reset"}, 5, httpx.ReadError, None, True, "none"),
    ({"cut_bytes": 5}, 5, httpx.RemoteProtocolError, None, True, "part"),
    ({"cut_bytes": 5000}, 5, httpx.RemoteProtocolError, None, True, "part"),
    ({"body": PAGE}, 5, None, 502, True, "all"),
    ({"body": PAGE, "status": 503}, 5, None, 503, True, "all"),
    ({"body": PAGE, "cut_bytes": 4}, 5, httpx.RemoteProtocolError, None, True, "part"),
    ({"body": PAGE, "after": "close"}, 5, None, 502, True, "all"),
    ({"body": ERROR, "status": 500}, 5, None, 500, True, "all"),
    ({"before": "answer", "body": PAGE}, 5, None, 502, False, "all"),
    ({"before": "answer", "body": PAGE, "delay_ms": 150}, 5, None, 502, False, "all"),
    (
        {"before": "answer", "body": PAGE, "after": "hold"},
        0.2,
        httpx.ReadTimeout,
        None,
        False,
        "none",
    ),
    (
        {"before": "answer", "body": PAGE, "cut_bytes": 4},
        5,
        httpx.RemoteProtocolError,
        None,
        False,
        "part",
    ),
]


def name_of(settings):
    return "+".join(f"{key}={value}" for key, value in settings.items()) or "clean"


@pytest.mark.parametrize(
    ("settings", "timeout_s", "error", "status", "accepted", "written"),
    TABLE,
    ids=[name_of(row[0]) for row in TABLE],
)
def test_a_plan_shows_the_client_and_the_ledger_the_same_thing_everywhere(
    executor, settings, timeout_s, error, status, accepted, written
):
    found = executor(settings, timeout_s)
    assert (found.error, found.status) == (error, status)
    assert (found.accepted, found.written) == (accepted, written)
    assert found.took_s < max(1.0, timeout_s)
    if status:
        assert found.http == status
        assert found.text == settings.get("body", found.text)
    if status == 200:
        assert found.took_s >= settings.get("delay_ms", 0) / 1000
    if settings.get("before") and written == "none":
        assert found.http == 0
    if error is httpx.RemoteProtocolError:
        assert found.said.startswith("peer closed connection without sending complete message")


def test_a_close_leaves_the_client_a_connection_that_is_gone(executor, tmp_path):
    del executor
    with serving(tmp_path) as running:
        world = running.world()
        fault = {"kind": "wire", "settings": {"after": "close"}, "scope": {"first": 1}}
        world.told("POST", "/faults", json=fault)
        with httpx.Client(base_url=running.base_url) as client:
            first = world.send(client)
            assert "connection" not in first.headers
            # A client that writes before it has seen the close is reset, as with the real one;
            # one that has seen it opens another connection. Both end in a fresh one.
            with contextlib.suppress(httpx.TransportError):
                world.send(client)
            assert world.send(client).status_code == 200
