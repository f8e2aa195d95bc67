"""Ctrl-C at any moment: a run that is interrupted still gets its ledger and its report."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""SIGTERM too: it is what a cancelled CI job gets."""


class Interrupted(KeyboardInterrupt):
    """Somebody wants this to end. No recovery on the way may swallow it.

    Event loops and Hypothesis let a KeyboardInterrupt through; of any other exception they would
    make a failure of the task that it happens to hit, and so of the sender in it.
    """


def raise_on_signals() -> None:
    """Let signals end the whole command."""
    for number in SIGNALS:
        signal.signal(number, _raise)


def _raise(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


class Interrupts:
    """Signals are noted; only inside `open` does the first one end what is under way.

    Attributes:
        noted: whether one came.
        last: the last that came.
    """

    def __init__(self) -> None:
        self.noted = False
        self.last: int | None = None
        self._is_open = False

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold signals back from here to the end of the block."""
        before = {number: signal.signal(number, self._note) for number in SIGNALS}
        try:
            yield
        finally:
            for number, how in before.items():
                signal.signal(number, how)

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Let the first signal through inside this block; one noted before comes at once.

        Raises:
            Interrupted: a signal came.
        """
        if self.noted:
            raise Interrupted
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False

    def pause(self, seconds: float) -> None:
        """Wait; what is open ends a wait by itself."""
        time.sleep(seconds)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.last = number
        if self.noted:
            sys.stderr.write("\nthe run is being closed and its report written; a moment\n")
            return
        self.noted = True
        if self._is_open:
            self._is_open = False
            raise Interrupted


class CalledOff(Interrupts):
    """Ends what flies in other threads, which no signal reaches: it looks at each wait."""

    def __init__(self) -> None:
        super().__init__()
        self._off = threading.Event()

    def call_off(self) -> None:
        """Let everything end at its next wait."""
        self.noted = True
        self._off.set()

    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            Interrupted: all of it was called off.
        """
        if self._off.wait(seconds):
            raise Interrupted
