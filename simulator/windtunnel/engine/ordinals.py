"""Which attempt of its marker, or which send to its recipient, a submit is: the entity of fate."""

ENTITIES_MAX = 1_000_000
"""Counted entities per world; beyond it the oldest is forgotten and would count from 1 again."""


class Ordinals:
    """Counts from 1 by marker, else by recipient."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def seen(self, entity: str) -> int:
        """Return how many times this entity was seen."""
        return self._counts.get(entity, 0)

    def next(self, entity: str) -> int:
        """Return how many times this entity was seen, this time included."""
        counts = self._counts
        ordinal = counts.get(entity, 0) + 1
        counts[entity] = ordinal
        if ordinal == 1 and len(counts) > ENTITIES_MAX:
            self._forget_oldest_half()
        return ordinal

    def _forget_oldest_half(self) -> None:
        kept = list(self._counts.items())[ENTITIES_MAX // 2 :]
        self._counts = dict(kept)
