"""A sender that reads every clock and every source of chance, and tells what they showed.

What it says is in the ledger, so two runs differ where real time or real chance gets in; and it
compares the clocks with the run's own, since one that stands still differs from nothing.
"""

import datetime
import random
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld

NAP_S = 3_600.0
ROUNDED_S = 1e-6
"""A Unix time as a float of seconds is this exact."""

CLOCKS: dict[str, Callable[[], float]] = {
    "time.time": lambda: time.time(),
    "time.monotonic": lambda: time.monotonic(),
    "time.perf_counter": lambda: time.perf_counter(),
    "datetime.now": lambda: datetime.datetime.now(datetime.UTC).timestamp(),
}
CHANCE: dict[str, Callable[[], Any]] = {
    "random.random": lambda: random.random(),
    "secrets": lambda: secrets.token_hex(8),
    "uuid4": lambda: uuid.uuid4(),
    "uuid1": lambda: uuid.uuid1(),
}
WRONG = "wrong"
"""The state of the effect that tells of a clock which does not show the run's time."""


class Probe:
    """Sends nothing."""

    policy = Policy(delivery="at-most-once", attempts=1)

    def __init__(self, world: SenderWorld) -> None:
        self._world = world

    async def send(self, _intent: Intent) -> Outcome:
        """Read, sleep, read again, and tell."""
        before = {name: read() for name, read in CLOCKS.items()}
        began_s = self._world.now()
        await self._world.sleep(NAP_S)
        slept_s = self._world.now() - began_s
        for name, read in CLOCKS.items():
            moved_s = read() - before[name]
            is_right = slept_s == NAP_S and abs(moved_s - NAP_S) < ROUNDED_S
            self._world.effect(name, "right" if is_right else WRONG)
        for name, drawn in CHANCE.items():
            self._world.effect(name, str(drawn()))
        return Outcome(state="cancelled")

    async def close(self) -> None:
        """There is nothing to let go of."""
