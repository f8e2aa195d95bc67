"""A map from keys to moments in time that forgets what has passed."""

SWEEP_FROM = 1_024
"""A map smaller than this is never swept."""


class Fading(dict[str, int]):
    """Key → µs until which it matters. Its size is bounded by what still matters.

    A sweep comes when the map has doubled since the last one, so `put` is O(1) on average.
    """

    __slots__ = ("_sweep_at",)

    def __init__(self) -> None:
        super().__init__()
        self._sweep_at = SWEEP_FROM

    def put(self, key: str, until_us: int, now_us: int) -> None:
        """Remember a key until then."""
        self[key] = until_us
        if len(self) > self._sweep_at:
            for passed in [known for known, until in self.items() if until <= now_us]:
                del self[passed]
            self._sweep_at = max(SWEEP_FROM, 2 * len(self))
