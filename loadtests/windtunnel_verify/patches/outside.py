"""The ways out that do not go through the event loop: sockets, processes, threads."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from windtunnel_verify import sockets
from windtunnel_verify.handles import NO_PROCESS, NO_SIGNAL
from windtunnel_verify.patches.run import Replacements, current

_SOCKET = ("connect", "connect_ex", "bind", "listen", "sendto", "accept")


_NO_THREAD = "asyncio.to_thread and loop.run_in_executor run their function inside of the run"


def _refusing(what: str, original: Any, instead: str = "") -> Any:
    def refuse(*given: Any, **named: Any) -> Any:
        run = current()
        if run is None:
            return original(*given, **named)
        raise run.loop.refusal(what, instead)

    return refuse


_PROCESSES = ("fork", "forkpty", "posix_spawn", "posix_spawnp", "system", "execv", "execve")
_NAMES = ("gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo")

REPLACED: Replacements = {
    **{
        getattr(socket, name): _refusing(f"socket.{name}", getattr(socket, name))
        for name in _NAMES
    },
    **{
        getattr(os, name): _refusing(f"os.{name}", getattr(os, name), NO_PROCESS)
        for name in _PROCESSES
        if hasattr(os, name)
    },
    signal.signal: _refusing("signal.signal", signal.signal, NO_SIGNAL),
    socket.getaddrinfo: sockets.getaddrinfo,
    sockets.REAL: sockets.FakeSocket,
}
"""Look-ups and sockets by any name under which they were imported."""

METHODS: tuple[tuple[Any, str, str, str], ...] = (
    *((sockets.REAL, name, f"socket.{name}", "") for name in _SOCKET),
    (subprocess.Popen, "__init__", "a process", NO_PROCESS),
    (threading.Thread, "start", "a thread", _NO_THREAD),
)
"""(class, method, what it is called in the error, what to do instead)."""


@contextmanager
def refused() -> Iterator[None]:
    """Refuse to leave the process by these methods."""
    with ExitStack() as stack:
        for owner, name, what, instead in METHODS:
            stack.enter_context(_method(owner, name, what, instead))
        yield


@contextmanager
def _method(owner: Any, name: str, what: str, instead: str) -> Iterator[None]:
    own = name in vars(owner)
    original = getattr(owner, name)
    setattr(owner, name, _refusing(what, original, instead))
    try:
        yield
    finally:
        if own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)
