"""`--switch name=value`: where the provider of a search is to differ."""

from collections.abc import Iterable

import msgspec

from windtunnel.domain.errors import ConfigError

Switch = str | int | float | bool


def read_switches(given: Iterable[str]) -> dict[str, Switch]:
    """Return switches by name; a value is a number, true, false or a word.

    Raises:
        ConfigError: one is no name=value.
    """
    found: dict[str, Switch] = {}
    for text in given:
        name, _, said = text.partition("=")
        try:
            value = msgspec.json.decode(said)
        except msgspec.DecodeError:
            value = said
        if not name or not said or not isinstance(value, Switch):
            raise ConfigError(f"--switch is {text!r}; must be name=value, like idempotency=key")
        found[name] = value
    return found
