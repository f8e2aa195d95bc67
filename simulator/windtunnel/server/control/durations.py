"""Durations as people write them: 10s, 500ms, 2m."""

import math
import re

from windtunnel.domain.errors import ConfigError

_PATTERN = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, None: 1.0}


def seconds_of(text: str, where: str, *, most_s: float) -> float:
    """Return a duration in seconds.

    Raises:
        ConfigError: it cannot be read, or is longer than `most_s`.
    """
    found = _PATTERN.fullmatch(text)
    value = math.nan if found is None else float(found[1]) * _UNITS[found[2]]
    if not 0 <= value <= most_s:
        raise ConfigError(
            f"{where} is {text[:40]!r}; must be like 500ms, 10s or 1m, {most_s:g}s at most"
        )
    return value
