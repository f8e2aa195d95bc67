"""Where a replaced function is kept below a module's names: in defaults, and in classes.

`def __init__(self, timer=time.monotonic)` is how caches and limiters take their clock.
"""

from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

Deep = tuple[Any, str, Any, Any]
"""(an owner, its attribute, the original value, what stands in its place)."""


def deep_places(name: str, names: Mapping[str, Any], by_id: Mapping[int, Any]) -> Iterator[Deep]:
    """Yield the places below a module's own functions and classes.

    Args:
        name: the module's.
        names: what it holds.
        by_id: the id of each original → what stands in its place.
    """
    for value in tuple(names.values()):
        if getattr(value, "__module__", None) != name:
            continue
        if type(value) is FunctionType:
            yield from _of_function(value, by_id)
        elif isinstance(value, type):
            yield from _of_class(value, by_id)


def _of_class(owner: type, by_id: Mapping[int, Any]) -> Iterator[Deep]:
    for name, value in tuple(vars(owner).items()):
        inner = value.__func__ if isinstance(value, staticmethod | classmethod) else value
        if id(inner) in by_id:
            # A builtin does not bind; what stands in its place is a function, which would.
            yield owner, name, value, staticmethod(by_id[id(inner)])
        elif type(inner) is FunctionType:
            yield from _of_function(inner, by_id)


def _of_function(owner: FunctionType, by_id: Mapping[int, Any]) -> Iterator[Deep]:
    given = owner.__defaults__ or ()
    if any(id(value) in by_id for value in given):
        new = tuple(by_id.get(id(value), value) for value in given)
        yield owner, "__defaults__", given, new
    named = owner.__kwdefaults__ or {}
    if any(id(value) in by_id for value in named.values()):
        new_named = {name: by_id.get(id(value), value) for name, value in named.items()}
        yield owner, "__kwdefaults__", named, new_named
