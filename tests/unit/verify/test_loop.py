import asyncio
import math
import threading

import anyio
import pytest

from windtunnel_verify import pace
from windtunnel_verify.errors import DeadlockError, RealIOError, RunawayError
from windtunnel_verify.handles import REFUSED
from windtunnel_verify.loop import CANCELLED_MIN, FINDINGS_MAX, VirtualLoop

DAY_S = 86_400


@pytest.fixture
def loop():
    made = VirtualLoop()
    yield made
    made.close()


@pytest.mark.parametrize("seconds", [0.000001, 7.0, 25 * 3600.0, 30 * DAY_S, 30 * DAY_S + 1e-6])
def test_a_sleep_ends_at_its_exact_microsecond(loop, seconds):
    loop.run_until_complete(asyncio.sleep(seconds))
    assert loop.now_us == round(seconds * 1e6)


def test_timeouts_of_asyncio_and_anyio_fire_at_their_exact_time(loop):
    async def both():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(7):
                await asyncio.sleep(3600)
        with anyio.move_on_after(2.5):
            await anyio.sleep(60)
        return loop.now_us

    assert loop.run_until_complete(both()) == 9_500_000


def test_a_thousand_short_sleeps_do_not_drift(loop):
    async def often():
        for _ in range(1000):
            await asyncio.sleep(0.1)

    loop.run_until_complete(often())
    assert loop.now_us == 100_000_000


def test_a_wait_until_a_deadline_ends_though_the_rest_is_below_a_microsecond(loop):
    async def until():
        deadline = 0.1 + 0.2
        while loop.time() < deadline:  # noqa: ASYNC110 - the wait is what is tested
            await asyncio.sleep(deadline - loop.time())

    loop.run_until_complete(until())
    assert loop.now_us in {300_000, 300_001}


def test_a_deadlock_names_who_waits_and_where(loop):
    async def patient():
        await asyncio.Event().wait()

    async def main():
        waits = asyncio.create_task(patient(), name="the patient one")
        await waits

    with pytest.raises(DeadlockError, match=r"the patient one: .*patient .*test_loop\.py"):
        loop.run_until_complete(main())


@pytest.mark.parametrize("seconds", [0, -1, 1e-300, 1e-9, 1e-6])
def test_a_loop_that_turns_while_next_to_no_time_passes_is_stopped(loop, seconds):
    async def restless():
        while True:  # noqa: ASYNC110 - it must not end
            await asyncio.sleep(seconds)

    with pytest.raises(RunawayError, match=r"waits for nothing(.|\n)*restless"):
        loop.run_until_complete(restless())


def test_a_callback_that_calls_itself_for_ever_is_stopped(loop):
    def again():
        loop.call_soon(again)

    again()
    with pytest.raises(RunawayError, match="waits for nothing"):
        loop.run_until_complete(asyncio.sleep(3600))


def test_who_looks_in_short_sleeps_for_ever_is_stopped(loop, monkeypatch):
    monkeypatch.setattr(pace, "TURNS_MAX", 200_000)

    async def looks():
        while True:  # noqa: ASYNC110 - it must not end
            await asyncio.sleep(0.001)

    with pytest.raises(RunawayError, match=r"in short sleeps(.|\n)*looks"):
        loop.run_until_complete(looks())
    assert loop.now_us < 1_000_000_000


def doubles(loop):
    loop.call_soon(doubles, loop)
    loop.call_soon(doubles, loop)


def sets_timers(loop):
    while True:
        loop.call_later(3600, print)


def swallows(loop):
    while True:
        try:
            sets_timers(loop)
        except RunawayError:
            return


@pytest.mark.parametrize(
    ("act", "said"),
    [(doubles, "callbacks are ready"), (sets_timers, "timers are set"), (swallows, "timers")],
)
def test_what_piles_up_without_end_is_stopped(loop, monkeypatch, act, said):
    monkeypatch.setattr("windtunnel_verify.loop.WAITING_MAX", 10_000)
    loop.set_exception_handler(lambda *_: None)
    loop.call_soon(act, loop)
    with pytest.raises(RunawayError, match=f"more than 10000 {said}"):
        loop.run_until_complete(asyncio.sleep(60))


def test_what_is_done_wrong_for_ever_is_noted_a_bounded_number_of_times(loop):
    for _ in range(2 * FINDINGS_MAX):
        loop.refusal("a thread")
    assert len(loop.findings) == FINDINGS_MAX


def test_cancelled_timers_neither_run_nor_move_time(loop):
    async def main():
        timers = [loop.call_later(DAY_S, pytest.fail) for _ in range(500)]
        for timer in timers:
            timer.cancel()
        await asyncio.sleep(1)

    loop.run_until_complete(main())
    assert loop.now_us == 1_000_000
    assert len(loop._later) <= 2 * CANCELLED_MIN


def test_timers_of_one_instant_run_in_order_of_setting_unless_ties_are_drawn():
    def order(tie_seed):
        loop, found = VirtualLoop(tie_seed=tie_seed), []
        for number in range(20):
            loop.call_later(1, found.append, number)
        loop.run_until_complete(asyncio.sleep(2))
        loop.close()
        return found

    assert order(None) == list(range(20))
    assert order(1) == order(1) != order(2)


@pytest.mark.parametrize("name", REFUSED)
def test_real_io_is_refused_by_name_and_noted(loop, name):
    with pytest.raises(RealIOError, match=f"loop.{name}"):
        getattr(loop, name)()
    assert loop.findings


def test_every_method_that_an_event_loop_has_beside_is_known():
    kept = {"call_soon", "call_later", "call_at", "run_in_executor", "create_task", "time"}
    reaching = {
        name
        for name in dir(asyncio.AbstractEventLoop)
        if name.startswith(("create_", "connect_", "sock_", "subprocess_", "add_", "remove_"))
        or name in {"sendfile", "start_tls", "getaddrinfo", "getnameinfo"}
    }
    assert reaching - kept - {"create_future"} == set(REFUSED)


def test_another_thread_is_refused(loop):
    caught = []

    def call():
        try:
            loop.call_soon_threadsafe(print)
        except RealIOError as error:
            caught.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_an_executor_runs_its_function_at_once(loop):
    async def main():
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 // 0)
        return await loop.run_in_executor(None, lambda: (threading.get_ident(), loop.now_us))

    assert loop.run_until_complete(main()) == (threading.get_ident(), 0)


def cancel_orders(runs, make_set):
    async def cancelled():
        order = []

        async def wait(number):
            try:
                await asyncio.sleep(60)
            finally:
                order.append(number)

        tasks = make_set(asyncio.create_task(wait(number)) for number in range(30))
        await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        return tuple(order)

    found = set()
    junk = []
    for number in range(runs):
        junk.append([object() for _ in range(number * 7)])
        loop = VirtualLoop()
        found.add(loop.run_until_complete(cancelled()))
        loop.close()
    return found


def test_a_set_of_tasks_is_iterated_in_one_order():
    assert len(cancel_orders(30, set)) == 1


def test_a_task_group_cancels_in_one_order():
    async def main():
        order = []

        async def wait(number):
            try:
                await asyncio.sleep(60)
            finally:
                order.append(number)

        async def fail():
            await asyncio.sleep(1)
            raise LookupError

        with pytest.raises(ExceptionGroup):  # noqa: PT012 - the group is what raises
            async with asyncio.TaskGroup() as group:
                for number in range(30):
                    group.create_task(wait(number))
                group.create_task(fail())
        return tuple(order)

    found = set()
    for number in range(30):
        junk = [object() for _ in range(number * 11)]
        loop = VirtualLoop()
        found.add(loop.run_until_complete(main()))
        loop.close()
        del junk
    assert len(found) == 1


def test_timers_of_now_that_beget_one_another_are_a_runaway_too(loop):
    async def spins():
        while True:
            turn = loop.create_future()
            loop.call_later(0, turn.set_result, None)
            await turn

    with pytest.raises(RunawayError, match="spins"):
        loop.run_until_complete(asyncio.wait_for(spins(), 1))


def test_a_sleep_without_end_can_be_left_like_any_other(loop):
    async def leaves():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(math.inf), 5)
        with anyio.move_on_after(5):
            await anyio.sleep_forever()
        return loop.now_us

    assert loop.run_until_complete(leaves()) == 10_000_000


def test_a_sleep_without_end_wakes_nobody(loop):
    with pytest.raises(DeadlockError):
        loop.run_until_complete(asyncio.sleep(math.inf))
