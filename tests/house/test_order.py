"""Long tests start first, and each worker gets its share of them."""

from pathlib import Path

from order import dealt, recorded

ROOT = Path(__file__).parents[2]
SECONDS = {"long": 60, "middle": 40, "short": 30}
ITEMS = [(file, f"{file}{place}") for file in ("a", "short", "middle", "long") for place in (0, 1)]


def test_each_stretch_begins_with_its_share_of_the_long_files():
    found = dealt(ITEMS, SECONDS, 2)
    assert found == ["long0", "long1", "a0", "a1", "middle0", "middle1", "short0", "short1"]


def test_every_test_is_dealt_once_however_many_workers_there_are():
    every = sorted(item for _, item in ITEMS)
    for workers in range(1, 12):
        assert sorted(dealt(ITEMS, SECONDS, workers)) == every


def test_without_long_files_the_order_stays():
    assert dealt(ITEMS, {}, 3) == [item for _, item in ITEMS]


def test_each_file_that_is_called_long_exists():
    assert [file for file in recorded() if not (ROOT / file).exists()] == []
