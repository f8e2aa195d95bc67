"""A blocking sender in a host: each of its calls in a thread, beside the host's loop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.blocking import BlockingWorld, Bridged
from windtunnel_load.http_client import make_blocking_client

THREADS_MAX = 500
"""Messages that a blocking sender works on at once; more wait for a thread."""


def threaded(
    create: Callable[[BlockingWorld], Any], routes: Mapping[str, str]
) -> Callable[[SenderWorld], Bridged]:
    """Return the factory of a blocking sender as one of an async sender.

    It is called inside the loop that will serve the sender.
    """

    @wraps(create)
    def bridge(world: SenderWorld) -> Bridged:
        loop = asyncio.get_running_loop()
        at_home = threading.get_ident()
        pool = ThreadPoolExecutor(max_workers=THREADS_MAX, thread_name_prefix="sender")

        def wait(awaited: Awaitable[Any]) -> Any:
            waiting = _coroutine(awaited)
            if threading.get_ident() == at_home:
                for each in (waiting, awaited):
                    if asyncio.iscoroutine(each):
                        each.close()
                raise RuntimeError("a blocking sender may wait in send, receive and close alone")
            return asyncio.run_coroutine_threadsafe(waiting, loop).result()

        async def run(call: Callable[..., Any], *given: Any) -> Any:
            return await loop.run_in_executor(pool, call, *given)

        return Bridged(
            create(BlockingWorld(world, wait, lambda: make_blocking_client(routes))), run
        )

    return bridge


async def _coroutine(awaited: Awaitable[Any]) -> Any:
    return await awaited
