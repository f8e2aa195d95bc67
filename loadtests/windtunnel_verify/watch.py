"""A watch over the steps of a run: one that does not end is ended, after some real time.

Virtual time stands still while code runs. So who computes until a clock has moved, or waits for a
lock that nobody will release, would wait for ever, and the whole search with it.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from signal import signal as set_handler
from time import monotonic
from types import FrameType
from typing import Any

from windtunnel_verify.errors import StuckError
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.tasks import nearest

LOOK_EVERY_S = 5.0
"""A step that is the same at two looks in a row is stuck; others take less than a millisecond."""


AGAIN_S = 0.01
UNWIND_S = 1.0
"""How long a step that was ended may take to leave; one that holds on is ended again."""

TRACERS = frozenset({"coverage"})
"""Whoever traces code holds a lock of its own now and then; to raise there would leave it held."""


class _Halt(BaseException):
    """Ends a step; no `Exception`, which a sender in a loop of retries would swallow."""


class Watch:
    """Looks at a loop every so often; an alarm that somebody else has set is kept, and goes on."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._seen: Any = None
        self._theirs: Any = None
        self._their_end_s: float | None = None
        self._their_every_s = 0.0
        self._is_on = False

    def start(self) -> None:
        """Begin to look."""
        left_s, self._their_every_s = signal.getitimer(signal.ITIMER_REAL)
        self._their_end_s = monotonic() + left_s if left_s else None
        self._theirs = set_handler(signal.SIGALRM, self._look)
        self._is_on = True
        signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_S, LOOK_EVERY_S)

    def stop(self) -> None:
        """Look no more."""
        if not self._is_on:
            return
        self._is_on = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        set_handler(signal.SIGALRM, self._theirs)
        if self._their_end_s is not None:
            left_s = max(self._their_end_s - monotonic(), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left_s, self._their_every_s)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        if self._their_end_s is not None and monotonic() >= self._their_end_s:
            self.stop()
        elif self._loop.step is not self._seen or frame is None:
            self._seen = self._loop.step
        elif _is_of_a_tracer(frame):
            signal.setitimer(signal.ITIMER_REAL, AGAIN_S, LOOK_EVERY_S)
        else:
            said = (
                f"a step did not end within {LOOK_EVERY_S:g} s of real time, at {nearest(frame)}; "
                "the clock does not move while code runs and no other thread is there, so what it "
                "waits for never comes: wait with asyncio.sleep, time.sleep or world.sleep"
            )
            self._loop.note(said)
            self._loop.pace.fail(StuckError(said))
            signal.setitimer(signal.ITIMER_REAL, max(LOOK_EVERY_S, UNWIND_S), LOOK_EVERY_S)
            raise _Halt(said)


def _is_of_a_tracer(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).partition(".")[0] in TRACERS


@contextmanager
def watched(loop: VirtualLoop) -> Iterator[None]:
    """Watch over a loop; only the main thread can.

    Raises:
        StuckError: a step did not end.
    """
    is_possible = threading.current_thread() is threading.main_thread()
    if not is_possible or not hasattr(signal, "setitimer"):
        yield
        return
    watch = Watch(loop)
    watch.start()
    try:
        yield
    except _Halt as halt:
        raise StuckError(str(halt)) from None
    finally:
        watch.stop()
