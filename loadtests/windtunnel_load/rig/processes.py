"""The processes of a run: each is noted in the same breath in which it is started."""

import contextlib
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from windtunnel_load.rig.process import Process

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Processes:
    """What was started; `stop` ends whatever is left, last first.

    A signal that ends a run by an exception would, in the middle of a start, leave a process
    that nobody holds. So it waits until the process is noted.
    """

    def __init__(self) -> None:
        self._ends = contextlib.ExitStack()

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Process:
        """Start a command in its own process group.

        Raises:
            ProcessError: it cannot be started.
        """
        with signals_held():
            process = Process(name, command, log=log, environment=environment, folder=folder)
            self._ends.callback(process.stop)
        return process

    def stop(self) -> None:
        """End every process that still runs."""
        self._ends.close()


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Hold SIGINT and SIGTERM back inside this block; they come when it ends.

    They are caught, not blocked: what is caught is reset in a program that is started here, what
    is blocked it would inherit. Python calls handlers in its main thread alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        for number in SIGNALS:
            signal.signal(number, note)
        yield
    finally:
        for number, how in before.items():
            signal.signal(number, how)
        for noted in came:
            signal.raise_signal(noted)
