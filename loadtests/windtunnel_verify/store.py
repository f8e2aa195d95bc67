"""A durable store in memory: it outlives a crash, and each write is a place to crash at."""

import types
from collections.abc import AsyncIterator, Generator, Mapping

from windtunnel_load.store import check_changes, check_name
from windtunnel_verify.process import PROCESS


@types.coroutine
def give_way() -> Generator[None, None, None]:
    """Let everybody else go first: `asyncio.sleep(0)` without its frames."""
    yield


class MemoryStore:
    """Implements `windtunnel.Store`.

    A write gives way before it takes hold and again before it returns: a crash between the two
    leaves it durable and its writer unaware, as it may happen with any real store.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key."""
        await give_way()
        return self.kept.get(key)

    async def write(self, changes: Mapping[str, bytes | None]) -> None:
        """Apply all changes or none; None deletes.

        Raises:
            TypeError, ValueError: see `check_changes`.
        """
        changes = dict(changes)
        check_changes(changes)
        await give_way()
        process = PROCESS.get()
        if process is not None and not process.is_alive:
            return
        for key, value in changes.items():
            if value is None:
                self.kept.pop(key, None)
            else:
                self.kept[key] = value
        await give_way()

    async def items(self, prefix: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the pairs whose key starts with the prefix, in order of key."""
        await give_way()
        for key in sorted(key for key in self.kept if key.startswith(prefix)):
            if key in self.kept:
                yield key, self.kept[key]


class Stores:
    """The stores of one sender by name, over all its lives."""

    def __init__(self) -> None:
        self._stores: dict[str, MemoryStore] = {}

    def get(self, name: str) -> MemoryStore:
        """Return a durable store.

        Raises:
            ValueError: a name that is no plain word, or too many stores.
        """
        check_name(name, self._stores)
        return self._stores.setdefault(name, MemoryStore())
