import pytest

from windtunnel.domain.marker import (
    ARMING_INDEX,
    INDEX_MAX,
    LENGTH,
    find_marker,
    index_of,
    marker_of,
)


@pytest.mark.parametrize("index", [0, 1, 35, 36, 46_655, 1_000_000, INDEX_MAX])
def test_a_marker_names_its_index(index):
    assert index_of(marker_of(index)) == index


def test_a_marker_fits_an_otp_code():
    assert len(marker_of(INDEX_MAX)) == LENGTH <= 15


@pytest.mark.parametrize(
    "text",
    ["", "wt", "wt0000000", "xx00001ejn", "wt00001ej0", "wt0000!ejn", "wt00001ejnn"],
    ids=["empty", "short", "one short", "prefix", "check", "digit", "long"],
)
def test_what_only_looks_like_a_marker_names_nothing(text):
    assert index_of(text) is None


def test_an_index_beyond_the_bound_is_a_mistake_of_the_caller():
    with pytest.raises(AssertionError, match="outside"):
        marker_of(INDEX_MAX + 1)


def test_the_arming_intent_stands_outside_every_plan():
    assert ARMING_INDEX == INDEX_MAX


def test_a_marker_is_found_in_raw_bytes():
    assert find_marker(b'{"text":"Hello wt00001ejn"}') == "wt00001ejn"


def test_a_false_marker_does_not_hide_the_true_one():
    assert find_marker(b"wtaaaaaaaa " + marker_of(5).encode()) == marker_of(5)


def test_bytes_without_a_marker_name_nothing():
    assert find_marker(b"wtaaaaaaaa \xff") is None
