"""The marker: ten characters that name an intent wherever its content goes.

`wt` + five base-36 digits of the intent's index + three check digits. It fits an OTP code (at
most 15 characters) and survives JSON and form encoding.
"""

import re
from functools import lru_cache
from zlib import crc32

LENGTH = 10
INDEX_MAX = 36**5 - 1
ARMING_INDEX = INDEX_MAX
"""The index of the one arming intent, which stands outside every plan."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHECKS = 36**3
_search = re.compile(rb"wt[0-9a-z]{8}").search


def _base36(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, rest = divmod(value, 36)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits))


def marker_of(index: int) -> str:
    """Return the marker of the intent with this index, 0 to INDEX_MAX."""
    assert 0 <= index <= INDEX_MAX, f"intent index {index} is outside 0..{INDEX_MAX}"
    body = _base36(index, 5)
    return f"wt{body}{_base36(crc32(body.encode()) % _CHECKS, 3)}"


@lru_cache(maxsize=65_536)
def index_of(marker: str) -> int | None:
    """Return the index that a marker names, or None where its check does not hold."""
    if len(marker) != LENGTH or not marker.startswith("wt"):
        return None
    try:
        index = int(marker[2:7], 36)
    except ValueError:
        return None
    return index if marker_of(index) == marker else None


def find_marker(raw: bytes) -> str | None:
    """Return the first marker in raw bytes whose check holds, or None."""
    found = _search(raw)
    while found is not None:
        marker = found[0]
        if int(marker[7:], 36) == crc32(marker[2:7]) % _CHECKS:
            return marker.decode("ascii")
        found = _search(raw, found.end())
    return None
