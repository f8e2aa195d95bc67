"""What anyio leaves to addresses and to threads: its sets, and its worker threads."""

import functools
from collections.abc import Callable, Iterable, Iterator, MutableSet
from contextlib import contextmanager
from typing import Any, TypeVar

import anyio._backends._asyncio as backend

from windtunnel_verify.patches.run import current

T = TypeVar("T")
_WORKER = "run_sync_in_worker_thread"


class OrderedSet(MutableSet[T]):
    """A set that is iterated in order of insertion."""

    __slots__ = ("_kept",)

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._kept = dict.fromkeys(items)

    def __contains__(self, item: object) -> bool:
        return item in self._kept

    def __iter__(self) -> Iterator[T]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, value: T) -> None:
        """Add an item, at the end where it is new."""
        self._kept[value] = None

    def discard(self, value: T) -> None:
        """Take an item out, if it is there."""
        self._kept.pop(value, None)

    def copy(self) -> "OrderedSet[T]":
        """Return another with the same items."""
        return OrderedSet(self._kept)

    def update(self, items: Iterable[T]) -> None:
        """Add several items."""
        self._kept.update(dict.fromkeys(items))


@contextmanager
def ordered() -> Iterator[None]:
    """Give anyio sets of insertion order, and no threads."""
    real = backend.AsyncIOBackend.__dict__[_WORKER]
    vars(backend)["set"] = OrderedSet
    setattr(backend.AsyncIOBackend, _WORKER, classmethod(functools.partial(_inline, real)))
    try:
        yield
    finally:
        del vars(backend)["set"]
        setattr(backend.AsyncIOBackend, _WORKER, real)


async def _inline(
    real: Any, cls: type, func: Callable[..., Any], args: tuple[Any, ...], *more: Any, **named: Any
) -> Any:
    run = current()
    if run is None:
        return await real.__get__(None, cls)(func, args, *more, **named)
    return await run.loop.run_in_executor(None, functools.partial(func, *args))
