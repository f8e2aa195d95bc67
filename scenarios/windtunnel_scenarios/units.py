"""Durations, rates and shares as people write them, and their errors."""

import math
import re

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d)")
_RATE = re.compile(r"(-?\d+(?:\.\d+)?)\s*/\s*(s|min|h)")
_SHARE = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")
_US = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}
_US["d"] = 24 * _US["h"]
SPAN_US_MAX = 100 * 366 * _US["d"]
"""Nothing that a scenario speaks of is longer than a hundred years."""

_PER_S = {"s": 1.0, "min": 60.0, "h": 3600.0}


def duration_us(value: object) -> int:
    """Return the µs of "250ms", "60s", "3m", "5h", "1d" or of a plain number of seconds.

    Raises:
        ValueError: anything else, a negative one, or one of more than SPAN_US_MAX.
    """
    us = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        us = value * 1_000_000
    elif isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
        us = float(found[1]) * _US[found[2]]
    if not 0 <= us <= SPAN_US_MAX:
        raise ValueError(f"is {value!r}; must be a duration such as 250ms, 60s, 3m or 5h")
    return round(us)


def jump_us(value: object) -> int:
    """Return the µs of a duration that may go back: "-3m".

    Raises:
        ValueError: anything else.
    """
    if isinstance(value, str) and value.strip().startswith("-"):
        return -duration_us(value.strip()[1:])
    return duration_us(value)


def rate_per_s(value: object) -> float:
    """Return the events per second of "40/s", "600/min" or "100/h".

    Raises:
        ValueError: anything else, or a negative one.
    """
    found = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"is {value!r}; must be a rate such as 40/s or 600/min")
    rate = float(found[1]) / _PER_S[found[2]]
    if rate < 0:
        raise ValueError(f"is {value}; must be 0 or greater")
    return rate


def ramp_per_s(value: object) -> tuple[float, float]:
    """Return both ends of "0/s..30/s".

    Raises:
        ValueError: anything else.
    """
    parts = value.split("..") if isinstance(value, str) else []
    if len(parts) != 2:  # noqa: PLR2004 - a ramp has two ends
        raise ValueError(f"is {value!r}; must be a ramp such as 0/s..30/s")
    return rate_per_s(parts[0]), rate_per_s(parts[1])


def share(value: object) -> float:
    """Return the share of "2%" or of a number from 0 to 1.

    Raises:
        ValueError: anything else, or outside 0 to 100 %.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        found: float | None = float(value)
    else:
        match = _SHARE.fullmatch(value.strip()) if isinstance(value, str) else None
        found = None if match is None else float(match[1]) / 100
    if found is None or not 0 <= found <= 1:
        raise ValueError(f"is {value!r}; must be a share such as 2%, from 0% to 100%")
    return found
