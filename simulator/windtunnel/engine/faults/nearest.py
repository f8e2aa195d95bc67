"""The nearest known word, for errors that help."""

from collections.abc import Iterable
from difflib import get_close_matches

KNOWN_MAX = 20


def proposal(word: str, known: Iterable[str]) -> str:
    """Return "did you mean X?" or the list of what is allowed, to end an error's text with."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"must be one of {', '.join(names[:KNOWN_MAX]) or 'none'}"
