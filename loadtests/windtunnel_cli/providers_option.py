"""`--provider NAME` or `NAME+NAME`: whose APIs a world speaks."""

from typing import Annotated

import typer

Provider = Annotated[
    str, typer.Option(help="whose API, like ultramsg, or several at once, like meta+ultramsg")
]
"""An option of a command; its default is "": the first that is installed, or the scenario's."""


def said_of(given: str) -> list[str]:
    """Return the option as words of a command, none where it was not given."""
    return ["--provider", given] if given else []
