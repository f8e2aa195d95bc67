"""Tasks and futures that hash by number, and what they wait for in words.

A set of tasks is iterated in the order of their hashes. The usual hash is the address, which
differs from run to run, and with it the order in which a TaskGroup cancels or `wait` returns.
"""

import asyncio
import inspect
import os
import sys
import sysconfig
from collections.abc import Coroutine, Generator, Iterator
from contextvars import Context
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import windtunnel
import windtunnel_load
from windtunnel_verify.process import MARKER

TASKS_TOLD_MAX = 20
"""A dump names this many tasks; more would hide the first."""

PLACES_MAX = 6
"""Of a longer chain of awaits the middle is left out."""


class NumberedFuture(asyncio.Future[Any]):
    """A future that hashes by the number of its creation."""

    def __init__(self, number: int, *, loop: asyncio.AbstractEventLoop) -> None:
        self.number = number
        super().__init__(loop=loop)

    def __hash__(self) -> int:
        return self.number


class NumberedTask(asyncio.Task[Any]):
    """A task that hashes by the number of its creation, and knows the context it runs in."""

    def __init__(
        self,
        number: int,
        coro: Coroutine[Any, Any, Any] | Generator[Any, None, Any],
        *,
        loop: asyncio.AbstractEventLoop,
        context: Context,
        **more: Any,
    ) -> None:
        # The constructor puts the task into sets already, so the number comes first.
        self.number = number
        self.context = context
        super().__init__(coro, loop=loop, context=context, **more)

    def __hash__(self) -> int:
        return self.number

    def forget(self) -> None:
        """Say nothing when the garbage collector finds this task pending."""
        self._log_destroy_pending = False


_LIBRARIES = tuple(
    sysconfig.get_paths()[name] + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
_LOAD = str(Path(windtunnel_load.__file__).parent)
_OURS = (str(Path(windtunnel.__file__).parent), str(Path(__file__).parent), _LOAD)
_SENDERS = os.path.join(_LOAD, "senders") + os.sep  # noqa: PTH118 - compared with names of files


def nearest(frame: FrameType) -> str:
    """Return the place nearest to a frame that is of no library, and not ours."""
    found: FrameType | None = frame
    while found is not None and _is_library(found.f_code.co_filename):
        found = found.f_back
    found = found or frame
    return f"{found.f_code.co_filename}:{found.f_lineno}"


def _is_library(path: str) -> bool:
    is_known = path.startswith((*_LIBRARIES, *_OURS, "<"))
    return is_known and not path.startswith(_SENDERS)


def here(loop: asyncio.AbstractEventLoop) -> str:
    """Return the place in the sender's own code from which the caller was reached.

    Where a library does it in a task of its own, this is where the `send` that it is for waits.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the cheap way to say who
    while frame is not None and _is_library(frame.f_code.co_filename):
        frame = frame.f_back if frame.f_code.co_name != "_run_once" else None
    if frame is None:
        places = [place for task in _of_this_send(loop) for place in _own_places(task)]
        return places[-1] if places else "an unknown place"
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _of_this_send(loop: asyncio.AbstractEventLoop) -> list[asyncio.Task[Any]]:
    marker = MARKER.get()
    tasks = sorted(asyncio.all_tasks(loop), key=hash)
    return [t for t in tasks if isinstance(t, NumberedTask) and t.context.get(MARKER) == marker]


def _own_places(task: asyncio.Task[Any]) -> Iterator[str]:
    awaited: Any = task.get_coro()
    while awaited is not None:
        code, frame, awaited = _step(awaited)
        if code is not None and frame is not None and not _is_library(code.co_filename):
            yield f"{code.co_filename}:{frame.f_lineno}"


def told(loop: asyncio.AbstractEventLoop) -> str:
    """Return a line for each task of a loop that is not done: its name and where it waits."""
    waiting = sorted(asyncio.all_tasks(loop), key=hash)
    lines = [f"  {task.get_name()}: {place_of(task)}" for task in waiting[:TASKS_TOLD_MAX]]
    if len(waiting) > TASKS_TOLD_MAX:
        lines.append(f"  and {len(waiting) - TASKS_TOLD_MAX} more")
    return "\n".join(lines) or "  no task at all"


def place_of(task: asyncio.Task[Any]) -> str:
    """Return where a task stands: the functions that await one another, each with its line."""
    awaited: Any = task.get_coro()
    places = []
    while awaited is not None:
        code, frame, awaited = _step(awaited)
        if code is not None and frame is not None:
            file = code.co_filename.rpartition("/")[2]
            places.append(f"{code.co_qualname} ({file}:{frame.f_lineno})")
    if len(places) > PLACES_MAX:
        places[1 : 1 - PLACES_MAX] = ["..."]
    return " > ".join(places) or "has ended"


def _step(awaited: Any) -> tuple[CodeType | None, FrameType | None, Any]:
    if inspect.iscoroutine(awaited):
        return awaited.cr_code, awaited.cr_frame, awaited.cr_await
    if inspect.isgenerator(awaited):
        return awaited.gi_code, awaited.gi_frame, awaited.gi_yieldfrom
    if inspect.isasyncgen(awaited):
        return awaited.ag_code, awaited.ag_frame, awaited.ag_await
    return None, None, None
