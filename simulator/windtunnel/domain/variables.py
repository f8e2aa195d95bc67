"""Our own environment variables all begin alike, so that a child can be kept from reading them."""

from collections.abc import Iterable

PREFIX = "WINDTUNNEL_"


def silencing(names: Iterable[str]) -> dict[str, str]:
    """Return what empties each of our variables among these; an empty one counts as not set."""
    return {name: "" for name in names if name.startswith(PREFIX)}
