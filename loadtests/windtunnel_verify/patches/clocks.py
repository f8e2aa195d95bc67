"""The functions of `time`, read from the run's clock."""

import time
from collections.abc import Callable
from typing import Any

from windtunnel_verify import bridge
from windtunnel_verify.errors import BlockingCallError
from windtunnel_verify.patches.run import Replacements, Run, current
from windtunnel_verify.tasks import here

WALL = frozenset({"CLOCK_REALTIME", "CLOCK_REALTIME_COARSE", "CLOCK_TAI"})


def _read(name: str, virtual: Callable[[Run], Any]) -> Replacements:
    original = getattr(time, name)

    def read() -> Any:
        run = current()
        return original() if run is None else virtual(run)

    read.__name__ = read.__qualname__ = name
    return {original: read}


def _told(name: str, place: int) -> Replacements:
    """Return the replacement of a function that takes now where its argument is left out."""
    original = getattr(time, name)

    def tell(*given: Any) -> Any:
        run = current()
        if run is None or (len(given) > place and given[place] is not None):
            return original(*given)
        now: Any = run.unix_ns / 1e9
        if name in {"strftime", "asctime"}:
            now = REAL_LOCALTIME(now)
        return original(*given[:place], now)

    tell.__name__ = tell.__qualname__ = name
    return {original: tell}


def _clock_gettime(suffix: str, *, unit: int) -> Replacements:
    original = getattr(time, f"clock_gettime{suffix}", None)
    if original is None:
        return {}
    walls = {getattr(time, name) for name in WALL if hasattr(time, name)}

    def read(clock: int) -> Any:
        run = current()
        if run is None:
            return original(clock)
        found = run.unix_ns if clock in walls else run.monotonic_ns
        return found if unit == 1 else found / unit

    return {original: read}


def sleep(seconds: float) -> None:
    """Sleep in virtual time where the caller may block; elsewhere it is the sender's mistake."""
    run = current()
    if run is None:
        REAL_SLEEP(seconds)
        return
    if bridge.sleep(seconds):
        return
    said = (
        f"blocking call in async sender: time.sleep({seconds!r}) at {here(run.loop)}; it stops "
        "every other message, too; await asyncio.sleep, or name it as blocking:pkg.mod:create"
    )
    run.loop.note(said)
    raise BlockingCallError(said)


REAL_SLEEP = time.sleep
REAL_LOCALTIME = time.localtime

REPLACED: Replacements = {
    **_read("time", lambda run: run.unix_ns / 1e9),
    **_read("time_ns", lambda run: run.unix_ns),
    **_read("monotonic", lambda run: run.monotonic_ns / 1e9),
    **_read("monotonic_ns", lambda run: run.monotonic_ns),
    **_read("perf_counter", lambda run: run.monotonic_ns / 1e9),
    **_read("perf_counter_ns", lambda run: run.monotonic_ns),
    **_read("process_time", lambda _run: 0.0),
    **_read("process_time_ns", lambda _run: 0),
    **_read("thread_time", lambda _run: 0.0),
    **_read("thread_time_ns", lambda _run: 0),
    **_told("localtime", 0),
    **_told("gmtime", 0),
    **_told("ctime", 0),
    **_told("asctime", 0),
    **_told("strftime", 1),
    **_clock_gettime("", unit=1_000_000_000),
    **_clock_gettime("_ns", unit=1),
    REAL_SLEEP: sleep,
}
"""Computing takes no virtual time, so the process's own clocks stand still."""
