"""The outbox: what was promised, durable before the first attempt and after the last."""

from collections import OrderedDict
from typing import Literal

import msgspec

from windtunnel.domain.sender import Intent, Store

State = Literal["queued", "in-flight", "accepted", "unknown", "failed", "expired", "cancelled"]
OPEN: frozenset[State] = frozenset({"queued", "in-flight"})

ENTRIES_MAX = 100_000
"""Kept in memory; older ones that have ended are read back from the store when a receipt comes."""

RANK = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}
"""The furthest receipt wins: a failure undoes `sent`, and a delivery on any device undoes both."""


class Entry(msgspec.Struct, kw_only=True):
    """One message of ours; `begun_s` is its first attempt, `receipt` the furthest one."""

    wanted: Intent
    state: State = "queued"
    message: str | None = None
    receipt: str = ""
    attempts: int = 0
    begun_s: float | None = None

    def take(self, receipt: str) -> bool:
        """Take a receipt; return whether it changed anything."""
        if RANK.get(receipt, 0) <= RANK.get(self.receipt, 0):
            return False
        self.receipt = receipt
        self.state = self.told
        return True

    @property
    def told(self) -> Literal["accepted", "failed"]:
        """What the receipts say."""
        return "failed" if self.receipt == "failed" else "accepted"


class Outbox:
    """Entries by marker, in the store and the last ones in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Entry] = OrderedDict()

    async def resume(self) -> list[Entry]:
        """Return what an earlier life left open."""
        found = []
        async for _, raw in self._store.items("m/"):
            entry = msgspec.json.decode(raw, type=Entry)
            if entry.state in OPEN:
                self._keep(entry)
                found.append(entry)
        return found

    async def open(self, intent: Intent) -> Entry | None:
        """Write a new entry; None where this message was taken before."""
        if await self.find(intent.marker) is not None:
            return None
        entry = Entry(wanted=intent)
        self._keep(entry)
        await self.save(entry)
        return entry

    async def save(self, entry: Entry) -> None:
        """Write an entry as it is now."""
        await self._store.write({f"m/{entry.wanted.marker}": msgspec.json.encode(entry)})

    async def find(self, marker: str | None) -> Entry | None:
        """Return the entry that a status is about, by the data that we gave with the send."""
        if marker is None:
            return None
        if marker in self._kept:
            return self._kept[marker]
        raw = await self._store.get(f"m/{marker}")
        if raw is None:
            return None
        return self._keep(msgspec.json.decode(raw, type=Entry))

    def _keep(self, entry: Entry) -> Entry:
        kept = self._kept.setdefault(entry.wanted.marker, entry)
        if len(self._kept) > ENTRIES_MAX:
            marker, oldest = self._kept.popitem(last=False)
            if oldest.state in OPEN:
                self._kept[marker] = oldest
        return kept
