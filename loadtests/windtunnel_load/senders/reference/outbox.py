"""The outbox: what was promised, durable before the first attempt and after the last."""

from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Literal

import msgspec

from windtunnel.domain.sender import Intent, Outcome, Store

State = Literal["queued", "in-flight", "accepted", "unknown", "failed", "expired", "cancelled"]
OPEN: frozenset[State] = frozenset({"queued", "in-flight"})

ENTRIES_MAX = 100_000
"""Kept in memory; older ones that have ended are read back from the store when a receipt comes."""

RANK = {
    word: rank
    for rank, word in enumerate(
        ("queued", "pending", "sent", "failed", "delivered", "read", "played"), start=1
    )
}
"""The furthest receipt wins: a failure undoes what is before it, and a delivery on any device
undoes that. queued: by a list of what a provider has accepted; pending: it has left the queue."""


class Entry(msgspec.Struct, kw_only=True):
    """One message of ours.

    `wanted.lang` is the language in which it is tried now, `refused_in` those in which there was
    no translation. `home` is the number that it was wanted from, where it goes another way now.
    `begun_s` is its first attempt and `tried_s` its last, `last` how that was refused, `never`
    what was told of a copy that failed for good (another may be on its way, and no further one
    would fare better), `end` what was last told of it. `possible` counts the attempts that nobody
    has refused: each may have become a copy. `receipts` holds the furthest one of each copy that
    was told of, `past` the copies that failed and were followed by a new try, `applied_s` when
    each webhook event was first taken.
    """

    wanted: Intent
    state: State = "queued"
    home: str = ""
    message: str | None = None
    receipts: dict[str, str] = {}
    attempts: int = 0
    possible: int = 0
    opened_s: float = 0.0
    begun_s: float | None = None
    tried_s: float = 0.0
    last: Outcome | None = None
    never: Outcome | None = None
    end: Outcome | None = None
    past: list[str] = []
    refused_in: list[str] = []
    applied_s: dict[str, float] = {}

    def take(self, message: str, receipt: str) -> None:
        """Take a receipt of one copy."""
        if self.is_news(message, receipt):
            self.receipts[message] = receipt

    def is_news(self, message: str, receipt: str) -> bool:
        """Say whether a receipt is further than what is known of that copy."""
        return RANK.get(receipt, 0) > RANK.get(self.receipts.get(message, ""), 0)

    def begin(self, now_s: float) -> None:
        """Note that an attempt is about to be made."""
        self.state = "in-flight"
        self.attempts += 1
        self.possible += 1
        self.tried_s = now_s
        self.begun_s = now_s if self.begun_s is None else self.begun_s

    @property
    def told(self) -> Literal["accepted", "failed"] | None:
        """What the receipts say; None while a copy of which none is known may be on its way."""
        known = self._known()
        if any(receipt != "failed" for receipt in known):
            return "accepted"
        return "failed" if known and len(known) >= self.possible else None

    @property
    def doubtful(self) -> int:
        """How many attempts may yet turn out to have been accepted."""
        return max(0, self.possible - len(self._known()))

    def renew(self) -> None:
        """Let all that failed be past, so that a new try decides."""
        self.past = list(self.receipts)
        self.possible = 0
        self.state = "queued"

    def _known(self) -> list[str]:
        return [r for m, r in self.receipts.items() if r != "failed" or m not in self.past]


class Outbox:
    """Entries by marker, in the store and the last ones in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Entry] = OrderedDict()

    async def resume(self) -> list[Entry]:
        """Return what an earlier life left open, in the order of the intents."""
        found = []
        async for _, raw in self._store.items("m/"):
            entry = msgspec.json.decode(raw, type=Entry)
            if entry.state in OPEN:
                self._keep(entry)
                found.append(entry)
        return found

    async def every(self) -> AsyncIterator[Entry]:
        """Yield all entries, those that are in memory as they are there."""
        async for _, raw in self._store.items("m/"):
            entry = msgspec.json.decode(raw, type=Entry)
            yield self._kept.get(entry.wanted.marker, entry)

    async def open(self, intent: Intent, now_s: float = 0.0) -> Entry | None:
        """Write a new entry; None where this message was taken before."""
        if await self.find(intent.marker) is not None:
            return None
        entry = Entry(wanted=intent, opened_s=now_s)
        self._keep(entry)
        await self.save(entry)
        return entry

    async def claim(self, entry: Entry) -> None:
        """Write that an attempt is about to be made."""
        await self.save(entry)

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
