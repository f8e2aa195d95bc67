"""What an event loop is made of: a callback of the next turn, and refusals to reach outside."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any, NoReturn


class Soon(asyncio.Handle):
    """A handle that is made without asking the loop whether it is being debugged."""

    __slots__ = ()

    def __init__(
        self, callback: Callable[..., object], args: Any, loop: Any, context: Context
    ) -> None:
        self._callback = callback
        self._args = args
        self._loop = loop
        self._context = context
        self._cancelled = False
        self._repr = self._source_traceback = None


REFUSED = (
    *("create_connection", "create_server", "create_datagram_endpoint"),
    *("create_unix_connection", "create_unix_server", "connect_accepted_socket", "start_tls"),
    *("getaddrinfo", "getnameinfo", "sendfile", "sock_sendfile", "sock_accept", "sock_connect"),
    *("sock_recv", "sock_recv_into", "sock_recvfrom", "sock_recvfrom_into"),
    *("sock_sendall", "sock_sendto", "subprocess_exec", "subprocess_shell"),
    *("connect_read_pipe", "connect_write_pipe", "add_signal_handler", "remove_signal_handler"),
    *("add_reader", "remove_reader", "add_writer", "remove_writer"),
)
"""Every method of an event loop that reaches outside of it."""


NO_PROCESS = "start it before, and outside of the sender"
NO_SIGNAL = "none comes in a run; install handlers where your program starts, not in the sender"
_INSTEAD = {
    "add_signal_handler": NO_SIGNAL,
    "remove_signal_handler": NO_SIGNAL,
    "subprocess_exec": NO_PROCESS,
    "subprocess_shell": NO_PROCESS,
}
"""What to do where sending by another client is no answer."""


def refusing(what: str) -> Callable[..., NoReturn]:
    """Return a method of a loop that refuses."""

    def refuse(self: Any, *_args: Any, **_more: Any) -> NoReturn:
        raise self.refusal(f"loop.{what}", _INSTEAD.get(what, ""))

    return refuse
