"""The simulator's process."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from windtunnel.domain.variables import silencing
from windtunnel_load.rig.control import ControlClient
from windtunnel_load.rig.processes import Processes

READY_S_MAX = 30.0


class SimulatorProcess:
    """A simulator of our own on a free port; its worlds' ledgers lie under `ledger_root`.

    It is told by its command alone: whoever has set variables for a server of their own gets the
    same run as anybody else.

    Args:
        processes: where it is noted, so that it ends with the run.
        folder: for its log.
        ledger_root: where its worlds' ledgers lie.
        m0_ns: CLOCK_MONOTONIC at harness time 0.
        scale: harness seconds per second of the wall.
        intercepts: whether it answers the providers' real host names, too.
        authority: the certificates for that; None for the user's own.
        pause: waits a moment; may end the wait by raising.
    """

    def __init__(
        self,
        processes: Processes,
        folder: Path,
        *,
        ledger_root: Path,
        m0_ns: int,
        scale: float = 1.0,
        intercepts: bool = False,
        authority: Path | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        ready = folder / "simulator.json"
        command = [sys.executable, "-m", "windtunnel.server", "--port", "0"]
        command += ["--control-port", "0"]
        command += ["--ready-file", str(ready), "--ledger-root", str(ledger_root)]
        command += ["--m0-ns", str(m0_ns), "--scale", str(scale)]
        if intercepts or authority is not None:
            command += ["--intercept-port", "0"]
        if authority is not None:
            command += ["--authority", str(authority)]
        self.process = processes.start(
            "the simulator",
            command,
            log=folder / "simulator.log",
            environment=silencing(os.environ),
        )
        raw = self.process.wait_for_file(ready, READY_S_MAX, pause=pause)
        self.ready: dict[str, Any] = msgspec.json.decode(raw)
        self.control = ControlClient(self.ready["control_url"])
