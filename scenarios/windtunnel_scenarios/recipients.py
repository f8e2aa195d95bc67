"""Telephone numbers that nobody has.

Where a country's regulator keeps numbers for drama or fiction, they come from there:

- US: 555-0100 to 555-0199 in every area code. Source: NANPA, "555 line numbers".
- GB: 07700 900000 to 900999. Source: Ofcom, "Telephone numbers for use in TV and radio drama".
- AU: 0491 570 006, 0491 570 156 and the 0491 57x block. Source: ACMA, "Phone numbers for use in
  TV shows, films and creative works".
- FR: 06 39 98 00 00 to 99 99. Source: Arcep decision 2018-0881, numbers for audiovisual works.
- DE: 0171 39200 00 to 99. Source: Bundesnetzagentur, "Rufnummern für Drama und Film".

All read 2026-11-22. Where a country has none, or the audience is larger than its range, the number
cannot be dialled: a national number that begins with 0, which no plan after its trunk prefix
assigns, as long as a real one. The simulator accepts it like any other.
"""

import re
from collections.abc import Callable, Iterator

from windtunnel.domain.chance import draw
from windtunnel.domain.countries import CALLING_CODES, calling_code

UNDIALABLE = 10**8
"""How many numbers the undialable form has per country."""

_NATIONAL_DIGITS = 9
_AREA_CODES = range(201, 990)
_DRAMA: dict[str, tuple[int, Callable[[int], str]]] = {
    "US": (
        len(_AREA_CODES) * 100,
        lambda n: f"1{_AREA_CODES[n // 100]}55501{n % 100:02d}",
    ),
    "GB": (1000, lambda n: f"447700900{n:03d}"),
    "AU": (1000, lambda n: f"61491570{n:03d}"),
    "FR": (10_000, lambda n: f"3363998{n:04d}"),
    "DE": (100, lambda n: f"4917139200{n:02d}"),
}
_RESERVED = (
    re.compile(r"1[2-9]\d\d55501\d\d"),
    re.compile(r"447700900\d{3}"),
    re.compile(r"61491570\d{3}"),
    re.compile(r"3363998\d{4}"),
    re.compile(r"4917139200\d\d"),
)


def recipients(country: str, count: int, *, seed: int) -> Iterator[str]:
    """Yield `count` different recipients of a country, digits with the calling code.

    Raises:
        KeyError: a country without a calling code here.
    """
    room, make = _DRAMA.get(country, (0, str))
    start = draw(seed, "recipients", country)[0]
    for index in range(min(count, room)):
        yield make((start + index * _step(room)) % room)
    code = calling_code(country)
    for index in range(max(0, count - room)):
        number = (start + index * _step(UNDIALABLE)) % UNDIALABLE
        yield f"{code}0{number:0{_NATIONAL_DIGITS - 1}d}"


def _step(room: int) -> int:
    """Return a step that visits every place once: prime, and no factor of any room here."""
    return 7_919 if room % 7_919 else 1


def is_reserved(digits: str) -> bool:
    """Say whether digits are a number that nobody has."""
    if any(pattern.fullmatch(digits) for pattern in _RESERVED):
        return True
    for length in (3, 2, 1):
        if digits[length : length + 1] == "0" and digits[:length] in CALLING_CODES:
            return len(digits) == length + _NATIONAL_DIGITS
    return False
