"""A guard per replacement: it fails where the standard library changed so that one has no grip."""

# These are the very calls that are replaced.
# ruff: noqa: DTZ002, DTZ003, DTZ005, ASYNC251, PLC0415

import asyncio
import datetime
import gc
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
import types
import uuid

import anyio
import anyio.to_thread
import pytest

from windtunnel_verify.errors import BlockingCallError, VirtualError
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.patches import Run, current, patched

EPOCH_S = 1_700_000_000
MONTH_S = 30 * 86_400


def run_virtual(main, seed=1):
    loop = VirtualLoop()
    try:
        with patched(Run(loop, seed=seed, epoch_s=EPOCH_S)):
            return loop.run_until_complete(main())
    finally:
        loop.close()


def moved(read, by=MONTH_S):
    async def main():
        before = read()
        await asyncio.sleep(by)
        return before, read()

    return run_virtual(main)


WALL = {
    "time": lambda: time.time(),
    "time_ns": lambda: time.time_ns() / 1e9,
    "datetime.now": lambda: datetime.datetime.now().timestamp(),
    "datetime.now(tz)": lambda: datetime.datetime.now(datetime.UTC).timestamp(),
    "datetime.utcnow": lambda: datetime.datetime.utcnow().replace(tzinfo=datetime.UTC).timestamp(),
    "datetime.today": lambda: datetime.datetime.today().timestamp(),
    "localtime": lambda: time.mktime(time.localtime()),
    "gmtime": lambda: time.mktime(time.gmtime()) - time.mktime(time.gmtime(0)),
    "strftime": lambda: float(time.strftime("%s")),
    "ctime": lambda: time.mktime(time.strptime(time.ctime())),
    "asctime": lambda: time.mktime(time.strptime(time.asctime())),
    "clock_gettime": lambda: time.clock_gettime(time.CLOCK_REALTIME),
    "uuid1": lambda: (uuid.uuid1().time - 0x01B21DD213814000) / 1e7,
}
MONOTONIC = {
    "monotonic": lambda: time.monotonic(),
    "monotonic_ns": lambda: time.monotonic_ns() / 1e9,
    "perf_counter": lambda: time.perf_counter(),
    "perf_counter_ns": lambda: time.perf_counter_ns() / 1e9,
    "clock_gettime": lambda: time.clock_gettime(time.CLOCK_MONOTONIC),
    "clock_gettime_ns": lambda: time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 1e9,
    "loop.time": lambda: asyncio.get_running_loop().time(),
}


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow")
@pytest.mark.parametrize("name", WALL)
def test_the_wall_clock_shows_virtual_time(name):
    assert moved(WALL[name]) == pytest.approx((EPOCH_S, EPOCH_S + MONTH_S), abs=1e-5)


@pytest.mark.parametrize("name", MONOTONIC)
def test_monotonic_clocks_show_virtual_time(name):
    assert moved(MONOTONIC[name]) == (0, MONTH_S)


def test_the_date_of_today_is_virtual():
    day = datetime.date.fromtimestamp
    assert moved(datetime.date.today) == (day(EPOCH_S), day(EPOCH_S + MONTH_S))


@pytest.mark.parametrize("name", ["process_time", "thread_time", "process_time_ns"])
def test_computing_takes_no_time(name):
    async def main():
        sum(range(100_000))
        return getattr(time, name)()

    assert run_virtual(main) == 0


def test_a_function_imported_by_name_is_replaced_too():
    module = types.ModuleType("imported_by_name")
    module.read = time.monotonic
    sys.modules["imported_by_name"] = module
    try:
        assert moved(lambda: module.read()) == (0, MONTH_S)
    finally:
        del sys.modules["imported_by_name"]
    assert module.read is time.monotonic


def test_a_module_that_was_made_anew_is_found():
    def imported():
        module = types.ModuleType("made_anew")
        module.read = time.monotonic
        return module

    for _ in range(2):
        sys.modules["made_anew"] = imported()
        assert moved(lambda: sys.modules["made_anew"].read()) == (0, MONTH_S)
    del sys.modules["made_anew"]


def test_a_module_imported_during_a_run_keeps_nothing_of_it(tmp_path, monkeypatch):
    (tmp_path / "imported_meanwhile.py").write_text(
        "from time import monotonic\nfrom os import urandom\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    async def main():
        import imported_meanwhile

        await asyncio.sleep(5)
        return imported_meanwhile.monotonic()

    assert run_virtual(main) == 5
    import imported_meanwhile

    assert imported_meanwhile.monotonic is time.monotonic
    assert imported_meanwhile.urandom is os.urandom


def test_a_blocking_sleep_is_refused_with_its_place_and_noted():
    loop = VirtualLoop()

    async def main():
        time.sleep(3)

    with (
        patched(Run(loop, seed=1)),
        pytest.raises(BlockingCallError, match=r"sleep\(3\) at .*test_patches\.py"),
    ):
        loop.run_until_complete(main())
    loop.close()
    assert "blocking call in async sender" in loop.findings[0]


CHANCE = {
    "random": random.random,
    "randint": lambda: random.randint(1, 10**9),
    "SystemRandom": lambda: random.SystemRandom().random(),
    "uuid4": lambda: str(uuid.uuid4()),
    "uuid1": lambda: str(uuid.uuid1()),
    "urandom": lambda: os.urandom(100),
    "secrets": lambda: (secrets.token_hex(), secrets.randbelow(10**9), secrets.choice("abcdefgh")),
    "Random()": lambda: random.Random().random(),
    "seed()": lambda: (random.seed(), random.random()),
}


@pytest.mark.parametrize("name", CHANCE)
def test_chance_is_a_function_of_the_seed(name):
    async def main():
        return CHANCE[name](), CHANCE[name]()

    first = run_virtual(main)
    assert first == run_virtual(main) != run_virtual(main, seed=2)
    assert first[0] != first[1]


def test_the_global_generator_goes_on_afterwards_as_if_nothing_had_been():
    random.seed(5)
    expected = [random.random() for _ in range(3)]
    random.seed(5)
    found = [random.random()]

    async def main():
        random.random()

    run_virtual(main)
    assert [*found, random.random(), random.random()] == expected


def test_a_thread_of_anyio_is_none():
    async def main():
        there = await anyio.to_thread.run_sync(threading.get_ident)
        with pytest.raises(ZeroDivisionError):
            await anyio.to_thread.run_sync(lambda: 1 // 0)
        return there

    assert run_virtual(main) == threading.get_ident()


def test_anyio_cancels_in_one_order():
    async def main():
        order = []

        async def wait(number):
            try:
                with anyio.CancelScope():
                    await anyio.sleep(60)
            finally:
                order.append(number)

        async with anyio.create_task_group() as group:
            for number in range(30):
                group.start_soon(wait, number)
            await anyio.sleep(1)
            group.cancel_scope.cancel()
        return tuple(order)

    found = set()
    for number in range(40):
        junk = [object() for _ in range(number * 13)]
        found.add(run_virtual(main))
        del junk
    assert len(found) == 1


def snapshot():
    return {
        **{name: getattr(time, name) for name in dir(time)},
        **{name: getattr(socket, name) for name in dir(socket)},
        **{f"s.{name}": getattr(socket.socket, name) for name in dir(socket.socket)},
        "now": datetime.datetime.__dict__["now"],
        "urandom": os.urandom,
        "seed": (random.seed, random.Random.seed),
        "_urandom": random._urandom,
        "popen": subprocess.Popen.__init__,
        "start": threading.Thread.start,
        "node": uuid._node,
        "gc": gc.isenabled(),
        "set": "set" in vars(anyio._backends._asyncio),
    }


def test_everything_is_as_before_after_a_run_that_failed():
    before = snapshot()

    async def main():
        raise LookupError

    with pytest.raises(LookupError):
        run_virtual(main)
    assert snapshot() == before
    assert time.monotonic() == pytest.approx(time.clock_gettime(time.CLOCK_MONOTONIC), abs=1.0)
    assert datetime.datetime.now().year >= 2026


def test_a_kept_reference_is_real_outside_of_a_run():
    async def main():
        return time.monotonic, datetime.datetime.now, os.urandom

    monotonic, now, urandom = run_virtual(main)
    assert monotonic() == pytest.approx(time.monotonic(), abs=1)
    assert abs(now() - datetime.datetime.now()) < datetime.timedelta(seconds=5)
    assert urandom(8) != urandom(8)


def test_a_run_within_a_run_is_refused():
    loop = VirtualLoop()
    with (
        patched(Run(loop, seed=1)),
        pytest.raises(VirtualError, match="on already"),
        patched(Run(loop, seed=1)),
    ):
        pass
    loop.close()


def jumped(read, by_s):
    async def main():
        before, current().jumped_us = read(), round(by_s * 1e6)
        return before, read()

    return run_virtual(main)


JUMPS = [(name, MONTH_S) for name in WALL] + [("time", -3600), ("datetime.now", -3600)]


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow")
@pytest.mark.parametrize(("name", "by_s"), JUMPS)
def test_the_wall_clock_jumps(name, by_s):
    assert jumped(WALL[name], by_s) == pytest.approx((EPOCH_S, EPOCH_S + by_s), abs=1e-5)


@pytest.mark.parametrize("name", MONOTONIC)
def test_monotonic_clocks_do_not_jump(name):
    assert jumped(MONOTONIC[name], MONTH_S) == (0, 0)
