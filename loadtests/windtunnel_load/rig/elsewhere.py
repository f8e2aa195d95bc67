"""A simulator that runs already, here or on another machine: its clock and its ledger."""

import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import (
    AnswerFact,
    AnyFact,
    AttemptFact,
    HandsetFact,
    PushDroppedFact,
    PushFact,
    ReplyEndFact,
    StatusFact,
)
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.rig.control import ControlClient, ControlError, WorldHandle

LOOKS = 5
"""How often the clock is read; the reading that took least is the truest."""

WRITER = "sim-elsewhere"
OF_MESSAGES = (
    AttemptFact,
    AnswerFact,
    ReplyEndFact,
    HandsetFact,
    StatusFact,
    PushFact,
    PushDroppedFact,
)
"""What before a run's start is of other messages; all else is the state that it began in."""


class Elsewhere:
    """A running server, as `--at` names it.

    Attributes:
        control: its control API.
        clock: harness time of this process, on the server's own time axis.
        blur_us: how far the two may be apart: half of the fastest round trip.
    """

    process = None

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise ConfigError(f"--at {url}: must be a URL like http://127.0.0.1:8470")
        token = os.environ.get("WINDTUNNEL_CONTROL_TOKEN", "")
        self.control = ControlClient(url.rstrip("/"), token=token)
        try:
            self.clock, self.blur_us = self._aligned()
        except ControlError as error:
            raise ConfigError(
                f"--at {url}: no Windtunnel answers there ({error}); start one with: windtunnel "
                "serve, and set WINDTUNNEL_CONTROL_TOKEN where it wants a token"
            ) from error

    def world(self, name: str) -> WorldHandle:
        """Return a world that is there already.

        Raises:
            ConfigError: there is none of this name.
        """
        try:
            info: dict[str, Any] = self.control.ask("GET", f"/control/worlds/{name}")
        except ControlError as error:
            raise ConfigError(f"{self.control.base_url} has no world {name!r}: {error}") from error
        return WorldHandle(self.control, info)

    def _aligned(self) -> tuple[Clock, int]:
        best: tuple[int, int] | None = None
        for _ in range(LOOKS):
            before_ns = time.monotonic_ns()
            health = self.control.health()
            after_ns = time.monotonic_ns()
            if health["scale"] != 1.0:
                raise ConfigError(
                    f"the clock of {self.control.base_url} runs at scale {health['scale']:g}; a "
                    "run in real time needs 1"
                )
            trip_ns = after_ns - before_ns
            m0_ns = (before_ns + after_ns) // 2 - health["now_us"] * 1000
            if best is None or trip_ns < best[0]:
                best = (trip_ns, m0_ns)
        assert best is not None, "the clock was read"
        return Clock(best[1]), best[0] // 2000


def copy_ledger(world: WorldHandle, folder: Path, *, from_us: int) -> int:
    """Write a world's facts into a segment here; return how many.

    Facts of messages from before `from_us` are left out: they are of another traffic.
    """
    writer = SegmentWriter(folder, WRITER)
    for fact in world.read_facts():
        if not _is_before(fact, from_us):
            writer.write(fact)
    writer.close()
    return writer.count


def _is_before(fact: AnyFact, from_us: int) -> bool:
    return fact.t < from_us and isinstance(fact, OF_MESSAGES)
