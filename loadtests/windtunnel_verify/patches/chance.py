"""Chance: `random`, `uuid`, `os.urandom` and `secrets`, from the run's seed."""

import functools
import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from windtunnel_verify.patches.run import CHUNK_BYTES, Replacements, Run, current

_REAL_URANDOM = os.urandom
NODE = 0x02_00_00_00_00_01
"""A locally administered address: uuid1 must not tell this machine's."""

_UUID1 = {"_node": NODE, "_last_timestamp": None, "_generate_time_safe": None, "_UuidCreate": None}
"""Names in `uuid` on which uuid1 depends; without the last two it reads `time.time_ns`."""


def urandom(size: int, /) -> bytes:
    """Return bytes from the run's seed."""
    run = current()
    return _REAL_URANDOM(size) if run is None else run.bytes(size)


REPLACED: Replacements = {_REAL_URANDOM: urandom}
"""`random._urandom` is the same object: `SystemRandom`, and so `secrets`, follow."""


def _seed(self: random.Random, a: Any = None, version: int = 2) -> None:
    """Seed a generator; one without a seed of its own takes it from the run's."""
    run = current()
    if a is None and run is not None:
        a = int.from_bytes(run.bytes(CHUNK_BYTES), "big")
    _REAL_SEED(self, a, version)


_REAL_SEED = random.Random.seed


@contextmanager
def seeded(run: Run) -> Iterator[None]:
    """Seed what seeds itself, and make uuid1 a function of the run; restore both."""
    state = random.getstate()
    before = {name: getattr(uuid, name) for name in _UUID1}
    module_seed = random.seed
    random.seed(run.seed)
    random.Random.seed = _seed  # type: ignore[method-assign]
    random.seed = functools.partial(_seed, module_seed.__self__)  # type: ignore[attr-defined]
    for name, value in _UUID1.items():
        setattr(uuid, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(uuid, name, value)
        random.Random.seed = _REAL_SEED  # type: ignore[method-assign]
        random.seed = module_seed
        random.setstate(state)
