"""What this dialect keeps of a number, by kind and key; the oldest is forgotten first."""

from windtunnel.domain.dialect import NumberView

NOTES_MAX = 10_000
"""Ours, per number."""


def note(number: NumberView, kind: str, key: str, value: str) -> None:
    """Keep a value; what was noted last is forgotten last."""
    notes = number.notes
    notes.pop(f"{kind} {key}", None)
    notes[f"{kind} {key}"] = value
    while len(notes) > NOTES_MAX:
        del notes[next(iter(notes))]


def noted(number: NumberView, kind: str, key: str) -> str | None:
    """Return what was noted, or None."""
    return number.notes.get(f"{kind} {key}")


def forget(number: NumberView, kind: str, key: str) -> bool:
    """Forget one note; return whether there was one."""
    return number.notes.pop(f"{kind} {key}", None) is not None


def all_noted(number: NumberView, kind: str) -> dict[str, str]:
    """Return everything of a kind by its key, the oldest first."""
    start = f"{kind} "
    found = number.notes.items()
    return {key[len(start) :]: value for key, value in found if key.startswith(start)}
