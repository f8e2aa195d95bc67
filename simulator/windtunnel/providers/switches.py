"""Switches: where the truth about a provider varies, a world picks one of the known values."""

from collections.abc import Mapping
from difflib import get_close_matches

from windtunnel.domain.errors import ConfigError

Switch = str | int | float | bool
Switches = Mapping[str, tuple[Switch, ...]]
"""The values of each switch, the default first."""


def chosen(known: Switches, given: Mapping[str, Switch], *, provider: str) -> dict[str, Switch]:
    """Return the value of every switch.

    Raises:
        ConfigError: a switch that the provider does not have, or a value it does not take.
    """
    switches = {name: values[0] for name, values in known.items()}
    for name, value in given.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(
                f"switch {name!r} is not one of {provider}'s: {', '.join(known)}{hint}"
            )
        if value not in known[name]:
            allowed = ", ".join(map(repr, known[name]))
            raise ConfigError(f"switch {name} is {value!r}; allowed: {allowed}")
        switches[name] = value
    return switches
