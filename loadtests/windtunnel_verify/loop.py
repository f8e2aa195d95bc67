"""The virtual event loop: time jumps to the next timer when nothing is left to do now.

Integer µs that begin at 0. A deadlock is an error that names the waiting tasks, and so is a loop
that turns without time passing. There is no selector, hence no real input or output.
"""

import asyncio
import math
from asyncio.base_events import BaseEventLoop
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, copy_context
from heapq import heapify, heappop, heappush
from random import Random
from threading import get_ident
from typing import Any, TypeVar, TypeVarTuple

from windtunnel_verify.errors import DeadlockError, RealIOError, RunawayError
from windtunnel_verify.handles import REFUSED, Soon, refusing
from windtunnel_verify.pace import WAITING_MAX, Pace
from windtunnel_verify.process import PROCESS, Process
from windtunnel_verify.tasks import NumberedFuture, NumberedTask, here, told

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

FINDINGS_MAX = 1_000
"""What a sender does wrong again and again is noted so many times."""

CANCELLED_MIN = 100
"""Cancelled timers are swept out once they are more than this and half of all."""

_INSTEAD = "send with world.http, or a blocking client at the base URL of the credentials"

Later = tuple[int, int, int, asyncio.TimerHandle, Context]
"""(due in µs, the drawn place among equals, sequence, timer, its context)."""

Offload = Callable[[Callable[[], Any]], "asyncio.Future[Any]"]
"""Carries out what was meant for a thread of an executor."""


class VirtualLoop(BaseEventLoop):
    """An event loop on a clock of its own.

    `findings` collects what a sender did that it must not, since it may swallow the exception;
    `step` is the callback that runs now, or that ran last.
    With `tie_seed`, timers of the same instant run in a drawn order instead of first come, first
    served. `before_step` is asked before each step of a process; True means that it was killed.
    """

    def __init__(self, *, tie_seed: int | None = None) -> None:
        super().__init__()
        self.now_us = 0
        self.findings: list[str] = []
        self.before_step: Callable[[Process], bool] | None = None
        self.offload: Offload | None = None
        self.graveyard: list[Any] = []
        self.pace = Pace()
        self.step: asyncio.Handle | None = None
        self._tie = None if tie_seed is None else Random(tie_seed)
        self._soon: deque[tuple[asyncio.Handle, Context]] = deque()
        self._later: list[Later] = []
        self._sequence = 0
        self._number = 0
        self._cancelled = 0
        self._has_dead = False
        self._owner = get_ident()
        self.set_debug(False)

    def time(self) -> float:
        """Return virtual time in seconds."""
        return self.now_us / 1e6

    def call_soon(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Run a callback in the next turn."""
        context = copy_context() if context is None else context
        handle = Soon(callback, args, self, context)
        self._soon.append((handle, context))
        if len(self._soon) > WAITING_MAX:
            raise self._piled_up("callbacks are ready")
        return handle

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run a callback at a time: to the µs, and never at once where it lies ahead."""
        self._check_closed()  # type: ignore[attr-defined]  # of BaseEventLoop
        if when == math.inf:
            # A sleep without end: nothing to be set, since it would wake nobody.
            return asyncio.TimerHandle(when, callback, args, self, context)
        due_us = round(when * 1e6)
        if due_us <= self.now_us < when * 1e6:
            # A wait below 1 µs must still pass, or a loop of such waits would never end.
            due_us = self.now_us + 1
        return self._set(max(due_us, self.now_us), callback, args, context)

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run a callback after a delay in seconds."""
        return self.call_at(self.now_us / 1e6 + delay, callback, *args, context=context)

    def call_soon_threadsafe(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Run a callback in the next turn, unless another thread asks: there is none in a run."""
        if get_ident() != self._owner:
            raise self.refusal("a call from another thread")
        return self.call_soon(callback, *args, context=context)

    def create_task(
        self,
        coro: Coroutine[Any, Any, T] | Generator[Any, None, T],
        *,
        name: object = None,
        context: Context | None = None,
        **more: Any,
    ) -> asyncio.Task[T]:
        """Return a task that hashes by its number; a factory that somebody set is not asked."""
        self._check_closed()  # type: ignore[attr-defined]  # of BaseEventLoop
        number = self.next_number()
        return NumberedTask(
            number,
            coro,
            loop=self,
            context=copy_context() if context is None else context,
            name=f"task-{number}" if name is None else str(name),
            **more,
        )

    def create_future(self) -> asyncio.Future[Any]:
        """Return a future that hashes by its number."""
        return NumberedFuture(self.next_number(), loop=self)

    def next_number(self) -> int:
        """Return the number of the next task or future."""
        self._number += 1
        return self._number

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run a function here and now; no thread of an executor is ever started."""
        del executor
        if self.offload is not None:
            return self.offload(lambda: func(*args))
        ended = self.create_future()
        try:
            ended.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it belongs to who awaits the future
            ended.set_exception(error)
        return ended

    def refusal(self, what: str, instead: str = "") -> RealIOError:
        """Return the error for something that a run in virtual time has not; it is noted, too."""
        said = f"{what} at {here(self)}: a run in virtual time has no real input or output; "
        said += instead or _INSTEAD
        self.note(said)
        return RealIOError(said)

    def note(self, said: str) -> None:
        """Note what a sender did that it must not."""
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(said)

    def kill(self, process: Process) -> None:
        """End a process at once: its timers go, its callbacks never run, its tasks stay as is.

        Nothing of it is cancelled, since that would run its `finally` blocks; and everything is
        kept referenced, or the garbage collector would run them.
        """
        process.is_alive = False
        self._has_dead = True
        for task in asyncio.all_tasks(self):
            if isinstance(task, NumberedTask) and task.context.get(PROCESS) is process:
                task.forget()
                self.graveyard.append(task)
        kept = []
        for entry in self._later:
            if entry[4].get(PROCESS) is process:
                self.graveyard.append(entry[3])
            else:
                kept.append(entry)
        heapify(kept)
        self._later = kept

    def close(self) -> None:
        """Close; tasks that still wait are let go without a word."""
        for task in asyncio.all_tasks(self):
            if isinstance(task, NumberedTask):
                task.forget()
        super().close()

    def _set(
        self,
        due_us: int,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> asyncio.TimerHandle:
        context = copy_context() if context is None else context
        timer = asyncio.TimerHandle(due_us / 1e6, callback, args, self, context)
        timer._scheduled = True  # type: ignore[attr-defined]  # noqa: SLF001 - it tells of its cancellation
        self._sequence += 1
        tie = 0 if self._tie is None else self._tie.getrandbits(32)
        heappush(self._later, (due_us, tie, self._sequence, timer, context))
        if len(self._later) > WAITING_MAX:
            raise self._piled_up("timers are set")
        return timer

    def _piled_up(self, what: str) -> RunawayError:
        said = (
            f"more than {WAITING_MAX} {what} at {self.time():.6f} s; the tasks are\n{told(self)}"
        )
        return self.pace.fail(RunawayError(said))

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        if not handle._scheduled:  # type: ignore[attr-defined]  # noqa: SLF001 - see `_set`
            return
        self._cancelled += 1
        if self._cancelled > CANCELLED_MIN and self._cancelled * 2 > len(self._later):
            self._later = [entry for entry in self._later if not entry[3].cancelled()]
            heapify(self._later)
            self._cancelled = 0

    def _run_once(self) -> None:
        """Turn until told to stop: move time if nothing is ready, then run what is ready."""
        soon, pace = self._soon, self.pace
        while True:
            if not soon and not self._stopping:  # type: ignore[attr-defined]  # of BaseEventLoop
                self._jump()
            pace.turns += 1
            if pace.turns >= pace.check_at:
                pace.check(self.now_us, lambda: told(self))
            later = self._later
            while later and later[0][0] <= self.now_us:
                self._take(later)
            for _ in range(len(soon)):
                handle, context = soon.popleft()
                if handle._cancelled:  # noqa: SLF001 - `cancelled()` without a call
                    continue
                if (self._has_dead or self.before_step) and not self._may_run(handle, context):
                    continue
                self.step = handle
                handle._run()  # noqa: SLF001 - it is what an event loop does
            if self._stopping:  # type: ignore[attr-defined]
                return

    def _take(self, later: list[Later]) -> None:
        """Move the next timer to what is ready."""
        _, _, _, timer, context = heappop(later)
        timer._scheduled = False  # type: ignore[attr-defined]  # noqa: SLF001 - see `_set`
        if timer.cancelled():
            self._cancelled -= 1
        else:
            self._soon.append((timer, context))

    def _jump(self) -> None:
        later = self._later
        while later and later[0][3].cancelled():
            self._take(later)
        if not later:
            raise DeadlockError(
                f"at {self.time():.6f} s every task waits and nothing can wake one:\n{told(self)}"
            )
        self.now_us = max(self.now_us, later[0][0])

    def _may_run(self, handle: asyncio.Handle, context: Context) -> bool:
        """Count a step of a process; what belongs to a dead one goes to the graveyard."""
        process = context.get(PROCESS)
        if process is None:
            return True
        if process.is_alive:
            process.steps += 1
            if self.before_step is None or not self.before_step(process):
                return True
        self.graveyard.append(handle)
        return False

    def _write_to_self(self) -> None:
        """Nothing sleeps in a selector, so nothing is to be woken."""

    def _process_events(self, event_list: Any) -> None:
        """There are no events of files."""


for _name in REFUSED:
    setattr(VirtualLoop, _name, refusing(_name))
