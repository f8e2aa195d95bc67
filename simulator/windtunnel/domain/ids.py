"""Ids that a path can carry: 15 decimal digits, unique over worlds, with the shard inside.

One kind digit, two shard digits, five of the world's ordinal, four of the thing's own ordinal,
three drawn ones. The real provider's are decimal strings of 15 to 17 digits.
Source: facts of the Cloud API, ids seen in published webhook examples, read 2026-11-22.
"""

from windtunnel.domain.chance import draw
from windtunnel.domain.errors import LimitError

SHARDS_MAX = 100
WORLDS_MAX = 100_000
THINGS_MAX = 10_000
KINDS = {"number": 1, "account": 2, "template": 3, "app": 4, "business": 5}


def make_id(seed: int, kind: str, *, shard: int, world: int, ordinal: int) -> str:
    """Return the id of the ordinal-th thing of a kind in a world.

    Raises:
        LimitError: a shard, world or ordinal beyond its bound.
    """
    for name, value, bound in (
        ("shard", shard, SHARDS_MAX),
        ("world", world, WORLDS_MAX),
        (kind, ordinal, THINGS_MAX),
    ):
        if not 0 <= value < bound:
            raise LimitError(f"{name} number {value} is outside 0..{bound - 1}")
    tail = draw(seed, "id", kind, world, ordinal)[0] % 1000
    return f"{KINDS[kind]}{shard:02d}{world:05d}{ordinal:04d}{tail:03d}"


def shard_of(any_id: str) -> int:
    """Return the shard that an id names; a proxy reads the same two digits."""
    return int(any_id[1:3])
