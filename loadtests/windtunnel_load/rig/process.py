"""A process of ours: its output kept in a file, stopped politely and then not."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from windtunnel.domain.errors import WindtunnelError

STOP_S_MAX = 10.0
TAIL_LINES = 15
TAIL_BYTES = 16_384
"""However much a process says, its last words are few."""

POLL_S = 0.02


class ProcessError(WindtunnelError):
    """A process of the run did not do what it should; the text holds the end of its output."""


class Process:
    """A started command in its own process group."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._ending = threading.Lock()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            try:
                self._popen = subprocess.Popen(
                    list(command),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **(environment or {})},
                    cwd=folder,
                    start_new_session=True,
                )
            except OSError as error:
                raise ProcessError(f"{name}: cannot start {command[0]!r}: {error}") from error

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """The exit status, None while it runs; once it has ended, nothing of its group is left."""
        with self._ending:
            if self._popen.returncode is None and self._has_ended():
                self._signal(signal.SIGKILL)
            return self._popen.poll()

    def tail(self) -> str:
        """Return the last lines of its output."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - TAIL_BYTES))
            lines = log.read(TAIL_BYTES).decode("utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])

    def wait(self, seconds: float) -> int | None:
        """Wait for its end, and return the status or None."""
        deadline = time.monotonic() + seconds
        while (status := self.status) is None and time.monotonic() < deadline:
            time.sleep(POLL_S)
        return status

    def wait_for_file(
        self, path: Path, seconds: float, *, pause: Callable[[float], object] = time.sleep
    ) -> bytes:
        """Wait until it has written a file, and return what is in it; `pause` waits a moment.

        Raises:
            ProcessError: it ended before, or took too long.
        """
        deadline = time.monotonic() + seconds
        while not path.exists():
            if self.status is not None and not path.exists():
                raise ProcessError(
                    f"{self.name} ended with status {self.status} before it was ready:\n"
                    f"{self.tail()}"
                )
            if time.monotonic() > deadline:
                raise ProcessError(
                    f"{self.name} was not ready within {seconds:g} s:\n{self.tail()}"
                )
            pause(POLL_S)
        return path.read_bytes()

    def stop(self) -> None:
        """End it and its children: SIGTERM, after STOP_S_MAX SIGKILL."""
        if self.status is None:
            self._signal(signal.SIGTERM)
            if self.wait(STOP_S_MAX) is None:
                self._signal(signal.SIGKILL)
                self.wait(STOP_S_MAX)

    def _has_ended(self) -> bool:
        """Say whether it has ended; its id is not given up yet, so its group is still its own."""
        if not hasattr(os, "waitid"):  # pragma: no cover - macOS before Python 3.13
            return False
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._popen.pid, how) is not None

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, number)
