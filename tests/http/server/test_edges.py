"""The bounds, and what happens at them."""

import asyncio
import time

import httpx
import pytest
from serving import TOY, serving, until

from windtunnel.domain.errors import ConfigError, LimitError
from windtunnel.domain.events import CloseWindow
from windtunnel.domain.facts import HealFact
from windtunnel.runtime.segment import SegmentWriter
from windtunnel.server import births, main, registry, wire
from windtunnel.server.bounded import bounded
from windtunnel.server.settings import Settings
from windtunnel.server.tail import Tail
from windtunnel.server.view import View

PROFILE = {
    "name": "mine",
    "provider": "toy",
    "answer": {"median_ms": 0},
    "sent": {"median_ms": 1},
    "delivered": [{"share": 1.0, "wait": {"median_ms": 1}}],
    "read_share": 0.0,
    "read": {"median_ms": 1},
}


def refused(server, **spec):
    answer = server.client.post("/control/worlds", json=TOY | spec)
    assert answer.status_code in {400, 409}, answer.text
    return answer.json()["error"]


@pytest.mark.parametrize("provider", ["toy", ""], ids=["named", "the first one"])
def test_a_world_may_bring_its_own_profile(server, provider):
    world = server.world(profile_values=PROFILE | {"provider": provider})
    world.send()
    world.inbox()
    assert world.metrics()["read"] == 0


def test_a_profile_of_a_provider_that_the_world_does_not_have_is_refused(server):
    assert "profile_values.provider" in refused(server, profile_values=PROFILE | {"provider": "x"})


def test_long_names_and_texts_are_refused(server):
    assert "tokens[0].name has 600" in refused(server, tokens=[{"name": "x" * 600}])
    long = [{"name": "t", "body": "x" * 5000}]
    assert "templates[0].body has 5000" in refused(server, templates=long)


def test_too_many_templates_are_refused(server, monkeypatch):
    monkeypatch.setattr(births, "TEMPLATES_MAX", 1)
    assert "2 templates; at most 1" in refused(server, templates=[{"name": "a"}, {"name": "b"}])


def test_a_ledger_folder_that_holds_this_writers_segments_is_refused(tmp_path):
    births.open_ledger(tmp_path, "w0", "here").close()
    with pytest.raises(ConfigError, match="cannot be written by sim-w0"):
        births.open_ledger(tmp_path, "w0", "here")


def test_a_root_full_of_ledgers_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(births, "FOLDERS_MAX", 1)
    births.open_ledger(tmp_path, "w0", "").close()
    with pytest.raises(ConfigError, match="clear it"):
        births.open_ledger(tmp_path, "w0", "")


def test_more_worlds_than_a_server_may_have_are_refused(server, monkeypatch):
    monkeypatch.setattr(registry, "WORLDS_OPEN_MAX", 0)
    assert "0 worlds are open, the most" in refused(server)
    monkeypatch.setattr(registry, "WORLDS_OPEN_MAX", 1000)
    monkeypatch.setattr(registry, "WORLDS_MAX", 0)
    assert "its ids can tell apart" in refused(server)


def test_a_held_connection_is_let_go_in_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(wire, "HOLD_S_MAX", 0.2)
    with serving(tmp_path) as running:
        world = running.world()
        world.told("POST", "/faults", json={"kind": "answer-lost"})
        began_s = time.monotonic()
        with pytest.raises(httpx.RemoteProtocolError):
            world.send()
        assert 0.2 <= time.monotonic() - began_s < 2


def test_a_managed_body_that_never_ends_is_refused():
    sent = []

    async def endless():
        return {"type": "http.request", "body": b" " * 1_048_576, "more_body": True}

    async def note(message):
        sent.append(message)

    async def reads_all(_scope, receive, _send):
        while (await receive())["more_body"]:
            pass

    asyncio.run(bounded(reads_all, {"headers": []}, endless, note))
    assert sent[0]["status"] == 413


def test_a_tail_goes_from_segment_to_segment(tmp_path):
    writer = SegmentWriter(tmp_path, "sim-w0", segment_bytes=8192)
    tail = Tail(tmp_path, "sim-w0", after=9)
    for t in range(200):
        writer.write(HealFact(t=t))
    assert (tmp_path / "sim-w0.0002.seg").exists()
    lines = []
    while found := tail.read():
        lines += found.splitlines()
    assert len(lines) == 190
    writer.write(HealFact(t=200))
    assert len(tail.read().splitlines()) == 1
    assert tail.read() == b""
    writer.close()
    assert tail.read() == b""


def test_a_receiver_by_the_name_of_localhost_is_reached(server, receiver):
    world = server.world(webhook={"url": receiver.url.replace("127.0.0.1", "localhost")})
    world.send()
    until(lambda: len(receiver.posts) == 3)


def test_posts_wait_for_a_connection_when_all_are_taken(server, receivers, monkeypatch):
    monkeypatch.setattr("windtunnel.server.pool.CONNECTIONS_MAX", 2)
    receiver = receivers(delay_s=0.02)
    world = server.world(webhook={"url": receiver.url})
    for _ in range(10):
        world.send()
    until(lambda: world.metrics()["pushes"] == 30)
    assert world.metrics()["push_failed"] == 0


def test_a_post_beyond_the_room_ends_without_an_answer(server, receivers, monkeypatch):
    monkeypatch.setattr("windtunnel.server.pool.CONNECTIONS_MAX", 1)
    monkeypatch.setattr("windtunnel.server.pool.WAITING_MAX", 1)
    world = server.world(webhook={"url": receivers(delay_s=0.3).url})
    for _ in range(5):
        world.send()
    until(lambda: world.metrics()["push_failed"] > 0)


def test_ending_a_world_with_pushes_in_flight_leaves_a_whole_ledger(server, receivers):
    world = server.world(webhook={"url": receivers(delay_s=0.3).url})
    world.send()
    until(lambda: world.metrics()["in_flight"] > 0)
    assert world.end()


def test_a_view_shows_a_router_its_own_world(server):
    world = server.world(templates=[{"name": "greet", "body": "hi"}])
    live = server.app.registry.get(world.id)
    view = View(live, "toy")
    assert view.id == world.id
    assert view.now_us > 0
    assert view.account == world.shown["account"]
    assert view.app == world.shown["app"]
    assert view.subscription is None
    assert [template.name for template in view.templates()] == ["greet"]
    assert view.refuse("token_invalid").code.code == 11
    assert (view.messages("main"), view.inbound("main"), view.groups()) == ([], [], [])
    assert view.unix_s(0) == 1_764_000_000
    view.apply(CloseWindow(recipient="1", number="main"))
    assert view.drawn("a", 1) == view.drawn("a", 1) != view.drawn("a", 2)


def test_an_id_of_a_world_finds_it_without_a_token(server):
    world = server.world()
    found = server.app.registry.find
    assert found(world.shown["account"], None).id == world.id
    assert found("1" * 15, None) is None
    assert found("٣" * 15, None) is None
    assert found("101" + world.number[3:], None) is None


def test_main_says_what_is_wrong_and_ends_with_two(capsys):
    assert main.main(["--scale", "-1"]) == 2
    assert "scale is -1" in capsys.readouterr().err


def test_a_port_that_is_taken_cannot_be_bound():
    with main.bind(Settings(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match="Address already in use"):
            main.bind(Settings(port=port))


def test_without_a_ledger_root_ledgers_are_temporary(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with serving(None) as running:
        assert running.world().folder.is_relative_to(tmp_path)


def test_a_limit_of_the_platform_is_a_conflict(world, monkeypatch):
    def full(_spec):
        raise LimitError("this world has 0 faults")

    live = world.serving.app.registry.get(world.id)
    monkeypatch.setattr(live, "inject", full)
    assert world.ask("POST", "/faults", json={"kind": "answer-lost"}).status_code == 409
