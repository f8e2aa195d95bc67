"""Which arrivals are due, as a table of numbers without a clock."""

import pytest

from windtunnel_load.pacing import NEVER_US, due, percentile

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
