"""Idempotency keys, for providers that have them: a repeated key is answered, not sent again."""

import msgspec

from windtunnel.engine.fading import Fading


class Kept(msgspec.Struct, gc=False):
    """What a key stands for: the message that it was first accepted with, and what it said."""

    message: str
    content: str


class Keys:
    """Keys of accepted sends, each for the provider's time to live."""

    def __init__(self) -> None:
        self._until = Fading()
        self._kept: dict[str, Kept] = {}

    def find(self, key: str, now_us: int) -> Kept | None:
        """Return what a key stands for, None where it is new or has passed."""
        return self._kept.get(key) if self._until.get(key, 0) > now_us else None

    def remember(self, key: str, kept: Kept, *, until_us: int, now_us: int) -> None:
        """Let a key stand for a message until then."""
        self._kept[key] = kept
        self._until.put(key, until_us, now_us)
        if len(self._kept) > 2 * len(self._until):
            self._kept = {known: self._kept[known] for known in self._until}
