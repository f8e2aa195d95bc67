"""Where a replaced function is known by name: every module that imported it, under any name."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from windtunnel_verify import bridge
from windtunnel_verify.patches import chance, clocks, outside
from windtunnel_verify.patches.deeper import Deep, deep_places

REPLACED = {**clocks.REPLACED, **chance.REPLACED, **outside.REPLACED, bridge.REAL_RUN: bridge.run}
SPARED = ("windtunnel_verify.", "_pytest", "pytest", "hypothesis", "coverage", "_hypothesis")
"""Packages that measure us or restore us keep the real clock."""

Place = tuple[dict[str, Any], str, Any]
"""(a module's names, the name, the original)."""


def _modules() -> tuple[Any, ...]:
    """Return what tells whether a module came, went or was made anew.

    The modules themselves: the id of one that is gone may be that of a new one.
    """
    return tuple(sys.modules.values())


class Places:
    """Finds the names once, and again when the modules are no longer the same ones."""

    def __init__(self) -> None:
        self._by_id = {id(original): original for original in REPLACED}
        self._known: tuple[Any, ...] = ()
        self._found: list[Place] = []
        self._deep: list[Deep] = []

    def find(self) -> tuple[list[Place], list[Deep]]:
        """Return every place that holds an original now: in modules, and below their names."""
        modules = _modules()
        if modules != self._known:
            self._known = modules
            self._found = list(self._look())
            self._deep = list(self._look_deeper())
        return self._found, self._deep

    def _look_deeper(self) -> Iterator[Deep]:
        by_id = {id(original): REPLACED[original] for original in REPLACED}
        for name, module in tuple(sys.modules.items()):
            names = getattr(module, "__dict__", None)
            if type(names) is dict and not name.startswith(SPARED):
                yield from deep_places(name, names, by_id)

    def _look(self) -> Iterator[Place]:
        by_id = self._by_id
        for name, module in tuple(sys.modules.items()):
            names = getattr(module, "__dict__", None)
            if type(names) is not dict or name.startswith(SPARED):
                continue
            for key, value in tuple(names.items()):
                if id(value) in by_id:
                    yield names, key, value


_PLACES = Places()


@contextmanager
def renamed() -> Iterator[None]:
    """Put the replacements where the originals are known by name, and the originals back.

    A module that is imported meanwhile takes a replacement with it; that is put right, too.
    """
    found, deep = _PLACES.find()
    for names, key, original in found:
        names[key] = REPLACED[original]
    for owner, attribute, _, new in deep:
        setattr(owner, attribute, new)
    before = _modules()
    try:
        yield
    finally:
        if _modules() != before:
            _restore()
        for names, key, original in found:
            names[key] = original
        for owner, attribute, old, _ in deep:
            setattr(owner, attribute, old)


def _restore() -> None:
    originals = {id(new): old for old, new in REPLACED.items()}
    for name, module in tuple(sys.modules.items()):
        names = getattr(module, "__dict__", None)
        if type(names) is dict and not name.startswith(SPARED):
            for key, value in tuple(names.items()):
                if id(value) in originals:
                    names[key] = originals[id(value)]
