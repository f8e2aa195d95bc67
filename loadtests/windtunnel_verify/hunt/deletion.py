"""The smallest part of a list that still does it, by plain deletion: halves first, then ones."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def fewest(items: tuple[T, ...], still: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """Return a part of the items of which no single one can be left out any more.

    Args:
        items: a list for which `still` holds.
        still: says whether a shorter list does it, too.
    """
    size = len(items)
    while size and items:
        items, was_cut = _cut(items, size, still)
        size = size if was_cut and size == 1 else size // 2
    return items


def _cut(
    items: tuple[T, ...], size: int, still: Callable[[tuple[T, ...]], bool]
) -> tuple[tuple[T, ...], bool]:
    """Leave out each stretch of this size that is not needed."""
    place, was_cut = 0, False
    while place < len(items):
        shorter = items[:place] + items[place + size :]
        if still(shorter):
            items, was_cut = shorter, True
        else:
            place += size
    return items, was_cut
