"""A process, as a run in virtual time knows it: a mark that a context carries.

Whatever a task of a process starts (tasks, timers, callbacks) inherits its context and so its
mark. What carries no mark belongs to the harness and to the platform.
"""

from contextvars import Context, ContextVar, copy_context


class Process:
    """One life of a sender; `steps` counts the callbacks that it has run."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_alive = True
        self.steps = 0

    def context(self) -> Context:
        """Return a fresh context that carries this process."""
        made = copy_context()
        made.run(PROCESS.set, self)
        return made


PROCESS: ContextVar[Process | None] = ContextVar("windtunnel-process", default=None)
MARKER: ContextVar[str | None] = ContextVar("windtunnel-marker", default=None)
"""The marker of the intent whose `send` the code runs in, or was started by."""
