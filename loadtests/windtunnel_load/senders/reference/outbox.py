"""The outbox: what was promised, durable before the first attempt and after the last."""

from typing import Literal

import msgspec

from windtunnel.domain.sender import Intent, Store

State = Literal["queued", "in-flight", "accepted", "unknown", "failed", "expired", "cancelled"]
RANK = {"sent": 1, "delivered": 2, "read": 3}


class Entry(msgspec.Struct, kw_only=True):
    """One message of ours; `rank` is the furthest receipt."""

    intent: int
    marker: str
    state: State = "queued"
    message: str | None = None
    rank: int = 0
    attempts: int = 0


class Outbox:
    """Entries by marker and by message id, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_marker: dict[str, Entry] = {}
        self._by_message: dict[str, Entry] = {}

    async def resume(self) -> list[Entry]:
        """Load what an earlier life left; return what was in flight when it ended."""
        lost = []
        async for _, raw in self._store.items("m/"):
            entry = msgspec.json.decode(raw, type=Entry)
            self._keep(entry)
            if entry.state in {"queued", "in-flight"}:
                lost.append(entry)
        return lost

    async def open(self, intent: Intent) -> Entry:
        """Write a new entry."""
        entry = Entry(intent=intent.intent, marker=intent.marker)
        self._keep(entry)
        await self.save(entry)
        return entry

    async def save(self, entry: Entry) -> None:
        """Write an entry as it is now."""
        if entry.message is not None:
            self._by_message[entry.message] = entry
        await self._store.write({f"m/{entry.marker}": msgspec.json.encode(entry)})

    def find(self, opaque: str | None, message: str) -> Entry | None:
        """Return the entry that a status is about: by our own data, else by message id."""
        found = self._by_marker.get(opaque) if opaque is not None else None
        return found or self._by_message.get(message)

    def _keep(self, entry: Entry) -> None:
        self._by_marker[entry.marker] = entry
        if entry.message is not None:
            self._by_message[entry.message] = entry
