"""What exact faults wait for: once it has gone by, they leave the board."""

from windtunnel.domain.marker import index_of
from windtunnel.engine.faults.entry import Entry

Pair = tuple[int, int]
"""(intent index from 0, attempt from 1)."""


class Awaited:
    """Entries by the pairs that they wait for; falsy where no fault is exact."""

    def __init__(self) -> None:
        self._by_pair: dict[Pair, list[Entry]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_pair)

    def add(self, entry: Entry) -> None:
        """Take a fault that is on the board from now on."""
        for pair in _pairs(entry):
            self._by_pair.setdefault(pair, []).append(entry)

    def discard(self, entry: Entry) -> None:
        """Let go of a fault that is no longer on the board."""
        for pair in _pairs(entry):
            waiting = [other for other in self._by_pair.pop(pair, ()) if other is not entry]
            if waiting:
                self._by_pair[pair] = waiting

    def went_by(self, marker: str | None, ordinal: int, *, is_over: bool) -> list[Entry]:
        """Return the faults that wait for nothing more, now that an attempt was decided on.

        Unless it `is_over` news of it are still to come.
        """
        index = None if marker is None else index_of(marker)
        if index is None:
            return []
        pair = (index, ordinal)
        waiting = self._by_pair.pop(pair, ())
        kept = [entry for entry in waiting if entry.what == "news" and not is_over]
        if kept:
            self._by_pair[pair] = kept
        gone = [entry for entry in waiting if entry not in kept]
        for entry in gone:
            entry.match.forget(pair)
        return [entry for entry in gone if entry.match.is_used_up]


def _pairs(entry: Entry) -> list[Pair]:
    return [(index, ordinal) for index, ordinal in entry.spec.scope.exact or ()]
