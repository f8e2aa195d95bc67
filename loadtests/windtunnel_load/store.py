"""A durable store in one SQLite file: a write is all or nothing, and it outlives the process."""

import sqlite3
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path

KEY_CHARS_MAX = 512
VALUE_BYTES_MAX = 1_048_576
STORES_MAX = 100


class FileStore:
    """Implements `windtunnel.Store`.

    Writes reach the kernel before they return, which survives a killed process (what the harness
    does to senders), not a power cut: waiting for the disk would measure the disk.
    """

    def __init__(self, path: Path) -> None:
        # One thread uses it, and perhaps another made it.
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("CREATE TABLE IF NOT EXISTS kv (k TEXT PRIMARY KEY, v BLOB) STRICT")

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key."""
        row = self._db.execute("SELECT v FROM kv WHERE k = ?", (key,)).fetchone()
        return None if row is None else row[0]

    async def write(self, changes: Mapping[str, bytes | None]) -> None:
        """Apply all changes or none; None deletes.

        Raises:
            TypeError, ValueError: see `check_changes`.
        """
        check_changes(changes)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for key, value in changes.items():
                if value is None:
                    self._db.execute("DELETE FROM kv WHERE k = ?", (key,))
                else:
                    self._db.execute("INSERT OR REPLACE INTO kv VALUES (?, ?)", (key, value))
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    async def items(self, prefix: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the pairs whose key starts with the prefix, in order of key."""
        rows = self._db.execute(
            "SELECT k, v FROM kv WHERE substr(k, 1, ?) = ? ORDER BY k", (len(prefix), prefix)
        ).fetchall()
        for key, value in rows:
            yield key, value

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def check_changes(changes: Mapping[str, bytes | None]) -> None:
    """Make sure that a store can hold these changes.

    Raises:
        TypeError: a key that is no text, or a value that is no bytes.
        ValueError: one beyond its bound.
    """
    for key, value in changes.items():
        if not isinstance(key, str) or not isinstance(value, bytes | None):
            raise TypeError(f"store: {key!r}: {type(value).__name__}; must be a str and bytes")
        if len(key) > KEY_CHARS_MAX or len(value or b"") > VALUE_BYTES_MAX:
            raise ValueError(
                f"store: key of {len(key)} characters and value of {len(value or b'')} "
                f"bytes; at most {KEY_CHARS_MAX} and {VALUE_BYTES_MAX}"
            )


def check_name(name: str, there: Collection[str]) -> None:
    """Make sure that a sender can have a store of this name beside those that are there.

    Raises:
        ValueError: a name that is no plain word, or too many stores.
    """
    if not name.isidentifier() or (name not in there and len(there) >= STORES_MAX):
        raise ValueError(f"store {name!r}: must be a plain word, {STORES_MAX} at most")
