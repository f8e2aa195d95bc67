"""A listener that a fault closes, and opens again, while control goes on at its own port."""

import asyncio
import socket
import time
from types import SimpleNamespace

import httpx
import pytest
from serving import TEXT, Serving, serving, until

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import AttemptFact, FaultOffFact
from windtunnel.server import listener
from windtunnel.server.listener import ListeningServer

CLOSED = {"kind": "connect-refused"}


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def apart(request, tmp_path_factory):
    """A server whose control client keeps to the control port."""
    port = free_port()
    root = tmp_path_factory.mktemp("apart")
    with serving(root, loop=request.param, control_port=port) as running:
        running.client.close()
        control = Serving(running.app, f"http://127.0.0.1:{port}")
        yield control, running.base_url
        control.client.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def knock(world, base_url):
    """Send over a connection of its own; return the status, or the error's class."""
    try:
        return httpx.post(base_url + world.path, json=TEXT, headers=world.headers).status_code
    except httpx.TransportError as error:
        return type(error)


def test_connections_are_refused_while_it_is_on_and_control_is_not(apart):
    control, base_url = apart
    world = control.world()
    assert knock(world, base_url) == 200
    world.told("POST", "/faults", json=CLOSED | {"for_us": 400_000})
    assert knock(world, base_url) is httpx.ConnectError
    assert world.metrics()["faults_on"] == ["connect-refused"]
    until(lambda: knock(world, base_url) == 200)
    facts = world.end()
    assert [fact.why for fact in facts if isinstance(fact, FaultOffFact)] == ["ttl"]
    assert len([fact for fact in facts if isinstance(fact, AttemptFact)]) == 2


def test_a_connection_that_exists_goes_on(apart):
    control, base_url = apart
    world = control.world()
    with httpx.Client(base_url=base_url) as client:
        assert world.send(client).status_code == 200
        world.told("POST", "/faults", json=CLOSED)
        assert world.send(client).status_code == 200
    world.told("POST", "/heal")
    until(lambda: knock(world, base_url) == 200)
    world.end()


def test_it_is_opened_when_its_world_ends(apart):
    control, base_url = apart
    world = control.world()
    world.told("POST", "/faults", json=CLOSED)
    assert knock(world, base_url) is httpx.ConnectError
    world.end()
    until(lambda: knock(world, base_url) == 401)


def test_it_is_closed_and_opened_again_and_again(apart):
    control, base_url = apart
    world = control.world()
    for _ in range(5):
        world.told("POST", "/faults", json=CLOSED)
        world.told("POST", "/heal")
    world.told("POST", "/faults", json=CLOSED)
    time.sleep(0.05)
    assert knock(world, base_url) is httpx.ConnectError
    world.told("POST", "/heal")
    until(lambda: knock(world, base_url) == 200)
    world.end()


def test_it_waits_for_its_port_where_somebody_took_it(apart):
    control, base_url = apart
    world = control.world()
    world.told("POST", "/faults", json=CLOSED)
    with socket.create_server(("127.0.0.1", httpx.URL(base_url).port)):
        world.told("POST", "/heal")
        time.sleep(0.15)
    until(lambda: knock(world, base_url) == 200)
    world.end()


def test_it_stays_closed_when_a_world_ends_that_did_not_close_it(apart):
    control, base_url = apart
    world = control.world()
    world.told("POST", "/faults", json=CLOSED)
    control.world().end()
    time.sleep(0.05)
    assert knock(world, base_url) is httpx.ConnectError
    world.end()
    until(lambda: knock(world, base_url) == 401)


def test_one_listener_is_left_however_fast_it_is_opened_and_closed(monkeypatch):
    bound = []
    monkeypatch.setattr(listener, "bind", lambda _settings: Bound(bound))
    server = object.__new__(ListeningServer)
    server._is_wanted, server._opening, server.settings = True, None, None
    server.servers, server._protocol = [Bound(bound)], None
    server.registry = SimpleNamespace(interception=None)

    async def flicker():
        monkeypatch.setattr(asyncio.get_running_loop(), "create_server", made)
        for is_open in (False, True, False, True):
            server.listen(is_open)
        await asyncio.sleep(0.01)
        return server._opening.done()

    async def made(*_what, sock, **_how):
        return sock

    assert asyncio.run(flicker())
    assert [each.is_open for each in bound if each.is_open] == [True]
    assert server.servers[0].is_open


class Bound:
    """A socket, or a server at it: one port takes one at a time."""

    def __init__(self, bound):
        if any(each.is_open for each in bound):
            raise ConfigError("the port is taken")
        self.is_open = True
        bound.append(self)

    def close(self):
        self.is_open = False


def test_a_listener_that_other_worlds_share_stays_open(apart):
    control, _ = apart
    world, other = control.world(), control.world()
    refused = world.ask("POST", "/faults", json=CLOSED)
    assert (refused.status_code, refused.json()["error"]) == (
        400,
        "fault connect-refused: the listener that it closes belongs to 1 other worlds, too",
    )
    for each in (world, other):
        each.end()


@pytest.mark.parametrize(
    ("scope", "why"),
    [({}, "start the server with --control-port"), ({"exact": [[0, 1]]}, "in virtual time only")],
    ids=["shared", "exact"],
)
def test_without_a_port_for_control_the_fault_is_refused(world, scope, why):
    refused = world.ask("POST", "/faults", json=CLOSED | {"scope": scope})
    assert refused.status_code == 400
    assert why in refused.json()["error"]


def test_a_world_that_asks_for_it_at_its_start_is_refused_too(server):
    asked = {
        "timeline": [CLOSED | {"at_us": 5_000_000}],
        "providers": ["toy"],
        "profile": "toy-plain",
    }
    refused = server.client.post("/control/worlds", json=asked)
    assert (refused.status_code, "--control-port" in refused.text) == (400, True)
