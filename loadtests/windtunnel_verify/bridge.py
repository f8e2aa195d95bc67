"""The bridge: blocking code runs in a greenlet, and waits in virtual time like everybody else.

The greenlet hands what it waits for to the task that drives it; the task awaits it and hands the
result back. So one thread holds as many blocking callers as there are tasks.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

try:
    import greenlet
except ImportError:  # pragma: no cover - the extra windtunnel[verify] brings it
    greenlet = None

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.loop import VirtualLoop

T = TypeVar("T")

if greenlet is not None:

    class _Caller(greenlet.greenlet):  # type: ignore[misc,unused-ignore]
        """A greenlet that may wait."""


def is_here() -> bool:
    """Say whether greenlets are to be had."""
    return greenlet is not None


def may_wait() -> bool:
    """Say whether the code that runs now may block."""
    return greenlet is not None and isinstance(greenlet.getcurrent(), _Caller)


def wait(awaitable: Awaitable[T]) -> T:
    """Wait for something from blocking code; see `may_wait`."""
    assert may_wait(), "only code within the bridge can wait"
    found: T = greenlet.getcurrent().parent.switch(awaitable)
    return found


async def bridged(call: Callable[..., T], *given: Any) -> T:
    """Run a blocking function; it is as far as its waits have come.

    Raises:
        ConfigError: greenlet is not installed.
    """
    if greenlet is None:
        raise ConfigError(
            "a blocking sender needs greenlet; install it with: pip install 'windtunnel[verify]'"
        )
    caller = _Caller(call)
    caller.gr_context = contextvars.copy_context()
    found = caller.switch(*given)
    while not caller.dead:
        try:
            value = await found
        except BaseException as error:  # noqa: BLE001 - the caller within is to have it
            found = caller.throw(error)
        else:
            found = caller.switch(value)
    result: T = found
    return result


def sleep(seconds: float) -> bool:
    """Sleep in virtual time and return True, where the code that runs now may block."""
    if not may_wait():
        return False
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    wait(asyncio.sleep(seconds))
    return True


def run(main: Coroutine[Any, Any, T], **more: Any) -> T:
    """`asyncio.run`: in blocking code that has no loop of its own, the run's takes its place."""
    if not may_wait():
        return REAL_RUN(main, **more)
    return wait(asyncio.ensure_future(main))


REAL_RUN = asyncio.run


def open_bridge(loop: VirtualLoop) -> None:
    """Let a loop run what is meant for an executor's threads in greenlets, where there are any."""
    if is_here():
        loop.offload = lambda call: loop.create_task(bridged(call))
