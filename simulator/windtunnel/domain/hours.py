"""Support hours in words: "mon-fri 09:00-18:00, sat 10:00-14:00 +02:00".

Spans are separated by commas. Each names its days (one, or a range; none: every day) and its
times; one that ends before it begins lasts into the next day. The offset from UTC stands at the
end and is UTC where it is left out. Daylight saving is not known here.
"""

import re

import msgspec

from windtunnel.domain.errors import PolicyError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_OF_DAY, MINUTES_OF_WEEK = 1_440, 10_080
THURSDAY = 3
"""The day of Unix second 0."""

_SPAN = re.compile(
    r"(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?\s+)?"
    r"(?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
)
_OFFSET = re.compile(r"\s+(?P<sign>[+-])(?P<by>\d\d:\d\d)$")


class Hours(msgspec.Struct, frozen=True):
    """Spans as (from, to) in minutes of a week that begins on Monday, and minutes from UTC."""

    spans: tuple[tuple[int, int], ...]
    offset: int = 0

    def is_open(self, unix_s: int) -> bool:
        """Return whether a Unix second lies within the hours."""
        minutes = unix_s // 60 + self.offset + THURSDAY * MINUTES_OF_DAY
        minute = minutes % MINUTES_OF_WEEK
        return any(
            begin <= minute < end or minute + MINUTES_OF_WEEK < end for begin, end in self.spans
        )


def read_hours(text: str) -> Hours:
    """Return the hours that a text names.

    Raises:
        PolicyError: it names none, or in another form.
    """
    words = text.strip().lower()
    found = _OFFSET.search(words)
    offset = 0
    if found is not None:
        offset = _minutes(found["by"], text) * (-1 if found["sign"] == "-" else 1)
        words = words[: found.start()]
    spans = [span for part in words.split(",") for span in _spans(part.strip(), text)]
    return Hours(tuple(spans), offset)


def _spans(part: str, text: str) -> list[tuple[int, int]]:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise _refused(text)
    first, last = found["first"] or "mon", found["last"] or found["first"] or "sun"
    if first not in DAYS or last not in DAYS:
        raise _refused(text)
    opens, closes = _minutes(found["opens"], text), _minutes(found["closes"], text)
    length = closes - opens if closes > opens else closes - opens + MINUTES_OF_DAY
    begin, count = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % len(DAYS) + 1
    days = [(begin + place) % len(DAYS) for place in range(count)]
    starts = [day * MINUTES_OF_DAY + opens for day in days]
    return [(start, start + length) for start in starts]


def _minutes(clock: str, text: str) -> int:
    hour, minute = map(int, clock.split(":"))
    if minute >= 60 or hour * 60 + minute > MINUTES_OF_DAY:  # noqa: PLR2004 - a clock
        raise _refused(text)
    return hour * 60 + minute


def _refused(text: str) -> PolicyError:
    return PolicyError(
        f"support hours {text!r}; must be like 'mon-fri 09:00-18:00, sat 10:00-14:00 +02:00'"
    )
