"""A world's clock: read, scaled, stopped, moved by hand."""

import time

from serving import until

from windtunnel.domain.facts import ClockFact, PushFact, StatusFact
from windtunnel.server.lateness import BOUNDS_MS, Lateness
from windtunnel.server.worldclock import WorldClock

DAY_S = 86_400


def test_a_clock_at_scale_one_is_the_runs_clock():
    m0_ns = time.monotonic_ns() - 5_000_000_000
    assert abs(WorldClock(m0_ns, 1.0).now_us() - 5_000_000) < 100_000


def test_a_scaled_clock_goes_on_from_where_it_was():
    clock = WorldClock(time.monotonic_ns(), 1.0)
    before_us = clock.now_us()
    clock.rescale(0.0)
    clock.move(1_000_000)
    stopped_us = clock.now_us()
    assert before_us + 1_000_000 <= stopped_us < before_us + 1_100_000
    assert clock.now_us() == stopped_us
    assert clock.real_s(5) == 0.0


def test_lateness_knows_its_quantiles_to_fifteen_percent():
    late = Lateness()
    assert late.quantile_ms(0.99) == 0.0
    for ms in range(1, 101):
        late.add(float(ms))
    assert 99 <= late.quantile_ms(0.99) <= 99 * 1.15
    late.add(1e6)
    assert late.quantile_ms(1.0) == 1e6 > BOUNDS_MS[-1]


def test_timers_do_not_run_while_a_clock_stands_still(world):
    world.told("PATCH", "/clock", json={"scale": 0})
    world.send()
    time.sleep(0.3)
    assert world.metrics()["sent"] == 0
    assert world.told("GET", "/clock")["next_due_us"] is not None


def test_a_faster_clock_runs_timers_sooner(world):
    world.told("PATCH", "/clock", json={"scale": 100})
    began_s = time.monotonic()
    world.send()
    until(lambda: world.metrics()["read"] == 1)
    assert time.monotonic() - began_s < 0.5


def test_advance_fires_timers_in_due_order_and_awaits_their_pushes(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    world.told("PATCH", "/clock", json={"scale": 0})
    for _ in range(3):
        world.send()
    world.told("POST", "/advance", json={"seconds": 10})
    assert len(receiver.posts) == 9
    facts = world.end()
    order = [fact.status_t for fact in facts if isinstance(fact, StatusFact)]
    assert order == sorted(order)
    assert all(push.http == 200 for push in facts if isinstance(push, PushFact))


def test_advance_moves_the_clock_by_what_was_asked(world):
    world.told("PATCH", "/clock", json={"scale": 0})
    before_us = world.told("GET", "/clock")["now_us"]
    after_us = world.told("POST", "/advance", json={"seconds": 30 * DAY_S})["now_us"]
    assert after_us - before_us == 30 * DAY_S * 1_000_000
    clocks = [fact for fact in world.end() if isinstance(fact, ClockFact)]
    assert clocks[-1].moved_us == 30 * DAY_S * 1_000_000


def test_a_push_is_tried_again_on_the_way_of_an_advance(server, receivers):
    receiver = receivers(status=503)
    world = server.world(webhook={"url": receiver.url})
    world.told("PATCH", "/clock", json={"scale": 0})
    world.send()
    world.told("POST", "/advance", json={"seconds": 60})
    # Three statuses, each with the ladder's three tries.
    assert len(receiver.posts) == 9
    assert world.metrics()["push_dropped"] == 3


def test_one_worlds_jump_moves_no_other_world(server):
    one, other = server.world(), server.world()
    one.told("POST", "/advance", json={"seconds": DAY_S})
    ahead_us = one.told("GET", "/clock")["now_us"] - other.told("GET", "/clock")["now_us"]
    assert DAY_S * 1_000_000 - 1_000_000 < ahead_us <= DAY_S * 1_000_000 + 1_000_000


def test_an_advance_that_a_dead_receiver_would_hold_goes_on(server, receivers, monkeypatch):
    monkeypatch.setattr("windtunnel.server.advance.LANDING_S_MAX", 0.1)
    world = server.world(webhook={"url": receivers(delay_s=1.0).url})
    world.told("PATCH", "/clock", json={"scale": 0})
    world.send()
    began_s = time.monotonic()
    world.told("POST", "/advance", json={"seconds": 10})
    assert time.monotonic() - began_s < 0.9


def test_settle_runs_what_is_under_way_and_posts_nothing(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    world.told("PATCH", "/clock", json={"scale": 0})
    world.send()
    assert world.told("POST", "/settle")["status"] == "done"
    statuses = [fact for fact in world.end() if isinstance(fact, StatusFact)]
    assert [fact.status for fact in statuses] == ["sent", "delivered", "read"]
    assert all(fact.settled for fact in statuses)
    assert not receiver.posts


def test_the_lateness_of_timers_is_measured(world):
    world.send()
    world.inbox()
    assert 0 < world.metrics()["timer_lateness_p99_ms"] < 100
