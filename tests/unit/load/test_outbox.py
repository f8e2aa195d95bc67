import asyncio

import pytest
from sender_world import MemoryStore, intent_of

from windtunnel_load.senders.reference import outbox
from windtunnel_load.senders.reference.outbox import Entry, Outbox


@pytest.mark.parametrize(
    ("receipts", "last", "state"),
    [
        (["sent", "delivered", "read"], "read", "accepted"),
        (["read", "sent"], "read", "accepted"),
        (["sent", "failed"], "failed", "failed"),
        (["failed", "sent"], "failed", "failed"),
        (["failed", "delivered"], "delivered", "accepted"),
        (["delivered", "failed"], "delivered", "accepted"),
        (["played"], "", "queued"),
    ],
    ids=str,
)
def test_the_furthest_receipt_wins(receipts, last, state):
    entry = Entry(wanted=intent_of())
    for receipt in receipts:
        entry.take(receipt)
    assert (entry.receipt, entry.state) == (last, state)


def test_an_entry_is_in_the_store_before_open_returns():
    async def go():
        store = MemoryStore()
        await Outbox(store).open(intent_of())
        return store.kept

    assert list(asyncio.run(go())) == [f"m/{intent_of().marker}"]


def test_an_entry_that_left_memory_is_found_in_the_store(monkeypatch):
    monkeypatch.setattr(outbox, "ENTRIES_MAX", 2)

    async def go():
        box = Outbox(MemoryStore())
        for index in range(5):
            entry = await box.open(intent_of(index))
            entry.state = "accepted"
            await box.save(entry)
        return await box.find(intent_of(0).marker)

    assert asyncio.run(go()).state == "accepted"


def test_an_open_entry_never_leaves_memory(monkeypatch):
    monkeypatch.setattr(outbox, "ENTRIES_MAX", 1)

    async def go():
        box = Outbox(MemoryStore())
        first = await box.open(intent_of(0))
        for index in range(1, 4):
            await box.open(intent_of(index))
        return first is await box.find(intent_of(0).marker)

    assert asyncio.run(go())
