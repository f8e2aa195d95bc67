"""Support hours in words."""

import pytest

from windtunnel.domain.errors import PolicyError
from windtunnel.domain.hours import read_hours

MONDAY = 1_763_942_400
"""Monday 24 November 2025, 00:00 UTC."""

HOUR, DAY = 3_600, 86_400


@pytest.mark.parametrize(
    ("hours", "after_s", "is_open"),
    [
        ("mon-fri 09:00-18:00", 9 * HOUR, True),
        ("mon-fri 09:00-18:00", 9 * HOUR - 1, False),
        ("mon-fri 09:00-18:00", 18 * HOUR, False),
        ("mon-fri 09:00-18:00", 5 * DAY + 10 * HOUR, False),
        ("mon-fri 09:00-18:00, sat 10:00-14:00", 5 * DAY + 10 * HOUR, True),
        ("09:00-18:00", 6 * DAY + 9 * HOUR, True),
        ("00:00-24:00", 6 * DAY, True),
        ("Mon 09:00-18:00 +02:00", 7 * HOUR, True),
        ("Mon 09:00-18:00 -03:00", 11 * HOUR, False),
        ("sun 22:00-06:00", 5 * HOUR, True),
        ("sun 22:00-06:00", 6 * HOUR, False),
        ("sat-mon 09:00-10:00", 9 * HOUR, True),
        ("sat-mon 09:00-10:00", DAY + 9 * HOUR, False),
    ],
)
def test_a_second_lies_within_the_hours(hours, after_s, is_open):
    assert read_hours(hours).is_open(MONDAY + after_s) is is_open


@pytest.mark.parametrize(
    "text", ["", "always", "xyz 09:00-18:00", "mon-xyz 09:00-18:00", "09:61-18:00", "09:00-25:00"]
)
def test_other_texts_are_refused(text):
    with pytest.raises(PolicyError, match="must be like"):
        read_hours(text)
