"""The ways out that do not go through the event loop: sockets, processes, threads."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from windtunnel_verify import sockets
from windtunnel_verify.patches.run import Replacements, current

_SOCKET = ("connect", "connect_ex", "bind", "listen", "sendto", "accept")


def _refusing(what: str, original: Any) -> Any:
    def refuse(*given: Any, **named: Any) -> Any:
        run = current()
        if run is None:
            return original(*given, **named)
        raise run.loop.refusal(what)

    return refuse


_NAMES = ("gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo")

REPLACED: Replacements = {
    **{
        getattr(socket, name): _refusing(f"socket.{name}", getattr(socket, name))
        for name in _NAMES
    },
    socket.getaddrinfo: sockets.getaddrinfo,
    sockets.REAL: sockets.FakeSocket,
}
"""Look-ups and sockets by any name under which they were imported."""

METHODS: tuple[tuple[Any, str, str], ...] = (
    *((sockets.REAL, name, f"socket.{name}") for name in _SOCKET),
    (subprocess.Popen, "__init__", "a process"),
    (threading.Thread, "start", "a thread"),
)
"""(class, method, what it is called in the error)."""


@contextmanager
def refused() -> Iterator[None]:
    """Refuse to leave the process by these methods."""
    with ExitStack() as stack:
        for owner, name, what in METHODS:
            stack.enter_context(_method(owner, name, what))
        yield


@contextmanager
def _method(owner: Any, name: str, what: str) -> Iterator[None]:
    own = name in vars(owner)
    original = getattr(owner, name)
    setattr(owner, name, _refusing(what, original))
    try:
        yield
    finally:
        if own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)
