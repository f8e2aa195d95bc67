"""The run that is on: whose clock the replacements read, and whose chance they draw."""

from hashlib import blake2b
from typing import Any

from windtunnel_verify.loop import VirtualLoop

CHUNK_BYTES = 64


class Run:
    """One run's clock and chance. `epoch_s` is the Unix second at virtual time 0.

    `network` is the run's, once there is one, and `sockets` are the fake ones on it; `refused`
    are the markers whose kept connection was closed, as the next one is refused. `jumped_us` is
    by how much the wall clock was set forward (or back) meanwhile.
    """

    def __init__(self, loop: VirtualLoop, *, seed: int, epoch_s: int = 1_764_000_000) -> None:
        self.loop = loop
        self.seed = seed
        self.epoch_s = epoch_s
        self.network: Any = None
        self.sockets: list[Any] = []
        self.refused: set[str | None] = set()
        self.jumped_us = 0
        self._drawn = 0

    @property
    def unix_ns(self) -> int:
        """The Unix time in ns."""
        return self.epoch_s * 1_000_000_000 + (self.loop.now_us + self.jumped_us) * 1000

    @property
    def monotonic_ns(self) -> int:
        """Virtual time in ns."""
        return self.loop.now_us * 1000

    def bytes(self, size: int) -> bytes:
        """Return the next bytes of this run's chance."""
        key = self.seed.to_bytes(8, "big")
        parts = []
        for _ in range(0, size, CHUNK_BYTES):
            self._drawn += 1
            parts.append(blake2b(b"urandom %d" % self._drawn, key=key).digest())
        return b"".join(parts)[:size]


class _Current:
    """Holds the run that is on; one at a time, as there is one process-wide clock to replace."""

    run: Run | None = None


def current() -> Run | None:
    """Return the run that is on, None outside of one."""
    return _Current.run


def switch(run: Run | None) -> None:
    """Begin or end a run."""
    _Current.run = run


Replacements = dict[Any, Any]
"""Original object → what stands in its place."""
