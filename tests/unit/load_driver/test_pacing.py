"""Which arrivals are due, as a table of numbers without a clock."""

import pytest

from windtunnel_load.pacing import NEVER_US, due, percentile, share_of_core

TIMES = (100, 200, 200, 350)


@pytest.mark.parametrize(
    ("first", "now_us", "expected"),
    [
        (0, 99, (0, 0, 100)),
        (0, 100, (0, 1, 200)),
        (1, 199, (1, 1, 200)),
        (1, 200, (1, 3, 350)),
        (0, 340, (0, 3, 350)),
        (3, 350, (3, 4, NEVER_US)),
        (0, 10_000, (0, 4, NEVER_US)),
        (4, 10_000, (4, 4, NEVER_US)),
    ],
    ids=[
        "nothing is due yet",
        "due at its very time",
        "the next waits",
        "two at one time",
        "late ones are sent at once, all of them",
        "the last",
        "a frozen generator drops nothing",
        "all are sent",
    ],
)
def test_due(first, now_us, expected):
    assert due(TIMES, first, now_us) == expected


def test_an_empty_share_has_nothing_due():
    assert due((), 0, 5) == (0, 0, NEVER_US)


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [
        ((), 0.99, 0.0),
        ((7.0,), 0.5, 7.0),
        ((3.0, 1.0, 2.0), 0.5, 2.0),
        (range(100), 0.95, 95.0),
        (range(100), 1.0, 99.0),
    ],
    ids=["none", "one", "unsorted", "p95", "the greatest"],
)
def test_percentile(values, part, expected):
    assert percentile(list(values), part) == expected


@pytest.mark.parametrize(
    ("cpu_s", "wall_s", "share"),
    [(8.5, 10.0, 0.85), (0.002, 0.002, 0.002), (0.0, 0.0, 0.0)],
    ids=["a long run", "one message says nothing of a core", "nothing at all"],
)
def test_the_share_of_a_core_is_over_a_second_at_least(cpu_s, wall_s, share):
    assert share_of_core(cpu_s, wall_s) == share
