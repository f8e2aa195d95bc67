import asyncio
from contextlib import closing

import pytest

from windtunnel_load.store import KEY_CHARS_MAX, VALUE_BYTES_MAX, FileStore


def listed(store, prefix):
    async def go():
        return [pair async for pair in store.items(prefix)]

    return asyncio.run(go())


def test_what_was_written_is_there_for_the_next_process(tmp_path):
    with closing(FileStore(tmp_path / "a.sqlite3")) as store:
        asyncio.run(store.write({"k": b"v"}))
        with closing(FileStore(tmp_path / "a.sqlite3")) as other:
            assert asyncio.run(other.get("k")) == b"v"


def test_none_deletes(tmp_path):
    with closing(FileStore(tmp_path / "a.sqlite3")) as store:
        asyncio.run(store.write({"k": b"v"}))
        asyncio.run(store.write({"k": None}))
        assert asyncio.run(store.get("k")) is None


def test_items_come_in_order_of_key_and_a_prefix_is_no_pattern(tmp_path):
    with closing(FileStore(tmp_path / "a.sqlite3")) as store:
        asyncio.run(store.write({"m_2": b"2", "m_1": b"1", "mx3": b"3"}))
        assert listed(store, "m_") == [("m_1", b"1"), ("m_2", b"2")]


def test_a_write_that_fails_changes_nothing(tmp_path):
    with closing(FileStore(tmp_path / "a.sqlite3")) as store:
        with pytest.raises(UnicodeEncodeError):
            asyncio.run(store.write({"a": b"1", "\ud800": b"no text"}))
        assert asyncio.run(store.get("a")) is None
        asyncio.run(store.write({"a": b"2"}))
        assert asyncio.run(store.get("a")) == b"2"


@pytest.mark.parametrize("changes", [{"a": b"1", "b": "text"}, {b"a": b"1"}])
def test_keys_are_texts_and_values_are_bytes(tmp_path, changes):
    with closing(FileStore(tmp_path / "a.sqlite3")) as store:
        with pytest.raises(TypeError, match="must be a str and bytes"):
            asyncio.run(store.write(changes))
        assert listed(store, "") == []


@pytest.mark.parametrize(
    "changes",
    [{"k" * (KEY_CHARS_MAX + 1): b""}, {"k": b"v" * (VALUE_BYTES_MAX + 1)}],
    ids=["key", "value"],
)
def test_keys_and_values_are_bounded(tmp_path, changes):
    with (
        closing(FileStore(tmp_path / "a.sqlite3")) as store,
        pytest.raises(ValueError, match="at most"),
    ):
        asyncio.run(store.write(changes))
