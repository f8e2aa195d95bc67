"""Chance as a function, never as a stream.

A draw depends on (seed, purpose, entity) alone, so one retry more or one fault removed leaves
every other fate as it was.
"""

import math
from hashlib import blake2b
from struct import Struct

DRAWS = 8
"""How many 64-bit integers one call returns."""

_UNPACK = Struct(">8Q").unpack
_TWO_64 = float(1 << 64)
_BELOW_ONE = math.nextafter(1.0, 0.0)
_TURN = 2.0 * math.pi


def draw(seed: int, purpose: str, *entity: str | int) -> tuple[int, ...]:
    """Return eight integers in [0, 2**64) that depend on the arguments alone.

    Args:
        seed: the world's seed, 0 or more, below 2**64.
        purpose: what the draw is for; draws of different purposes are independent.
        entity: what the draw is about, say a marker and an attempt number.
    """
    text = "\x1f".join((purpose, *map(str, entity)))
    return _UNPACK(blake2b(text.encode(), key=seed.to_bytes(8, "big"), digest_size=64).digest())


class Drawer:
    """Draws of one seed for one purpose about two things: `draw` for the hot path.

    A copy of a digest begun with the key and the purpose costs two thirds of a new one.
    """

    __slots__ = ("_begun",)

    def __init__(self, seed: int, purpose: str) -> None:
        start = f"{purpose}\x1f".encode()
        self._begun = blake2b(start, key=seed.to_bytes(8, "big"), digest_size=64)

    def __call__(self, entity: str, ordinal: int) -> tuple[int, ...]:
        """Return what `draw(seed, purpose, entity, ordinal)` returns."""
        digest = self._begun.copy()
        digest.update(f"{entity}\x1f{ordinal}".encode())
        return _UNPACK(digest.digest())


def unit(drawn: int) -> float:
    """Map one drawn integer to [0, 1)."""
    value = drawn / _TWO_64
    return value if value < 1.0 else _BELOW_ONE


def log_normal(drawn: int, other: int, median: float, sigma: float) -> float:
    """Return a log-normal value: median · exp(sigma · N(0, 1)), by Box-Muller from two draws."""
    radius = math.sqrt(-2.0 * math.log(1.0 - unit(drawn)))
    return median * math.exp(sigma * radius * math.cos(_TURN * unit(other)))
