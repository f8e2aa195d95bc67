"""What goes together in one post, and what it takes over."""

from collections import deque
from types import SimpleNamespace

import pytest

from windtunnel.engine.parcel import Parcel, fill

HERE, ELSEWHERE = object(), object()


def parcel(name, lane=HERE, **more):
    return Parcel((SimpleNamespace(event=name),), lane, **more)


def filled(*others, first=None):
    """Return the names in a parcel that was filled with others, and how many still wait."""
    first = first or parcel("a")
    ready = deque(others)
    fill(first, ready, most=3)
    return first.names(), len(ready)


def test_a_parcel_takes_what_waits_up_to_its_room():
    assert filled(*map(parcel, "bcd")) == (("a", "b", "c"), 1)


@pytest.mark.parametrize(
    "other",
    [parcel("x", ELSEWHERE), parcel("x", is_forged=True), parcel("x", attempt_no=2)],
    ids=["another provider's", "forged", "tried before"],
)
def test_what_goes_alone_ends_a_parcel(other):
    assert filled(parcel("b"), other, parcel("c")) == (("a", "b"), 2)


@pytest.mark.parametrize("first", [{"is_forged": True}, {"attempt_no": 2}], ids=["forged", "late"])
def test_what_goes_alone_takes_nothing(first):
    assert filled(parcel("b"), first=parcel("a", **first)) == (("a",), 1)


def test_what_is_done_is_passed_over():
    assert filled(parcel("x", is_done=True), parcel("b")) == (("a", "b"), 0)


def test_what_is_taken_over_is_done_and_frees_what_it_would_have():
    held, first, other = parcel("h"), parcel("a"), parcel("b")
    other.freed = (held,)
    filled(other, first=first)
    assert (other.is_done, first.freed) == (True, (held,))
