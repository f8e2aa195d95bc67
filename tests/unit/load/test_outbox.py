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
        (["sent", "queued", "pending"], "sent", "accepted"),
        (["read", "played"], "played", "accepted"),
        (["opened"], None, None),
    ],
    ids=str,
)
def test_the_furthest_receipt_wins(receipts, last, state):
    entry = Entry(wanted=intent_of(), possible=1)
    for receipt in receipts:
        entry.take("wamid.1", receipt)
    assert (entry.receipts.get("wamid.1"), entry.told) == (last, state)


def test_a_failure_of_one_copy_says_nothing_of_another_that_may_be_on_its_way():
    entry = Entry(wanted=intent_of(), possible=2)
    entry.take("wamid.1", "failed")
    assert (entry.told, entry.doubtful) == (None, 1)
    entry.take("wamid.2", "failed")
    assert (entry.told, entry.doubtful) == ("failed", 0)


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
