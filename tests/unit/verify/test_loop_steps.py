"""What counts as a step of a process, and what becomes of one that is dead."""

import asyncio

import pytest

from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.process import Process


@pytest.fixture
def loop():
    made = VirtualLoop()
    yield made
    made.close()


def living(loop, steps):
    """Run a process that gives way so often; return it."""
    process = Process("p")

    async def work():
        for _ in range(steps):
            await asyncio.sleep(0)

    task = loop.create_task(work(), context=process.context())
    return process, task


def test_each_callback_of_a_process_is_one_step(loop):
    loop.before_step = lambda _process: False
    process, task = living(loop, 3)
    loop.run_until_complete(task)
    assert process.steps == 4


def test_what_a_dead_process_had_ready_is_kept_and_never_runs(loop):
    ran = []
    process, task = living(loop, 3)
    loop.run_until_complete(asyncio.sleep(0))
    ready = loop.call_soon(ran.append, 1, context=process.context())
    loop.kill(process)
    loop.run_until_complete(asyncio.sleep(1))
    assert ran == []
    assert not task.done()
    assert ready in loop.graveyard
