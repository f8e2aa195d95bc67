"""`--provider NAME` or `NAME+NAME`: whose APIs a world speaks."""

from typing import Annotated

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import load_dialects

Provider = Annotated[
    str, typer.Option(help="whose API, like ultramsg, or several at once, like meta+ultramsg")
]
"""An option of a command; its default is "": the first that is installed, or the scenario's."""


def providers_of(given: str) -> tuple[str, ...]:
    """Return the providers that are named, the first one first; none where nothing is given.

    Raises:
        ConfigError: one is not installed, is named twice, or has no name at all.
    """
    if not given:
        return ()
    names = tuple(given.split("+"))
    if len(set(names)) < len(names):
        raise ConfigError(f"--provider is {given!r}; name each provider once")
    return tuple(load_dialects(names))


def said_of(given: str) -> list[str]:
    """Return the option as words of a command, none where it was not given."""
    return ["--provider", given] if given else []
