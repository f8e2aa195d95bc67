"""Carrying out a wire plan on a real connection."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Literal

from windtunnel.domain.submit import Reply
from windtunnel.domain.wire import HOLD_S_MAX, WirePlan
from windtunnel.server.rendering import whole

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Written = Literal["all", "part", "none"]

_LINGER_NONE = struct.pack("ii", 1, 0)
_LEAVE_S_MAX = 5.0
"""How long a connection that was closed may take to say so."""


class Wire:
    """One request's connection, as a plan needs it."""

    __slots__ = ("receive", "send", "transport")

    def __init__(self, transport: asyncio.Transport, *, receive: Receive, send: Send) -> None:
        self.transport = transport
        self.receive = receive
        self.send = send

    async def answer(self, reply: Reply) -> Written:
        """Answer whole; "none" where the client is no longer there."""
        if self.transport.is_closing():
            return "none"
        await self.send(start_of(reply))
        await self.send({"type": "http.response.body", "body": reply.body})
        return "all"

    async def close_after(self, reply: Reply) -> Written:
        """Answer whole, then close the connection that the client believes kept alive."""
        written = await self.answer(reply)
        self.transport.close()
        return written

    async def reset(self) -> None:
        """Abort the connection with an RST."""
        sock: socket.socket | None = self.transport.get_extra_info("socket")
        if sock is not None and not self.transport.is_closing():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
        self.transport.abort()
        await self._gone(_LEAVE_S_MAX)

    async def hold(self) -> None:
        """Send no byte until the client leaves, or HOLD_S_MAX has passed."""
        if not await self._gone(HOLD_S_MAX):
            self.transport.close()
            await self._gone(_LEAVE_S_MAX)

    async def cut(self, reply: Reply, cut_bytes: int) -> None:
        """Announce the whole length, send less, and close."""
        cut = min(cut_bytes, len(reply.body))
        sent = whole(reply)
        self.transport.write(sent[: len(sent) - cut])
        self.transport.close()
        await self._gone(_LEAVE_S_MAX)

    async def _gone(self, within_s: float) -> bool:
        """Wait until the connection is no more; False where it still is after that time."""
        try:
            async with asyncio.timeout(within_s):
                while (await self.receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            return False
        return True


def replaced(reply: Reply, plan: WirePlan) -> Reply:
    """Return the answer that goes out: the dialect's, or the plan's own page."""
    if plan.body is None or plan.http is None:
        return reply
    kind = b"application/json" if plan.body.startswith("{") else b"text/html"
    return Reply(status=plan.http, headers=[(b"content-type", kind)], body=plan.body.encode())


def written_by(plan: WirePlan) -> Written | None:
    """Return what a plan that spoils the answer leaves written, None where that shows later."""
    if plan.act in {"reset", "hold"}:
        return "none"
    return "part" if plan.cut_bytes else None


async def carry_out(plan: WirePlan, reply: Reply, wire: Wire) -> Written:
    """Do what a plan says once its delay is over; return what of the answer was written."""
    act = plan.act
    if act == "reset":
        await wire.reset()
        return "none"
    if act == "hold":
        await wire.hold()
        return "none"
    reply = replaced(reply, plan)
    if plan.cut_bytes:
        await wire.cut(reply, plan.cut_bytes)
        return "part"
    return await (wire.close_after(reply) if act == "close" else wire.answer(reply))


def start_of(reply: Reply) -> dict[str, Any]:
    """Return the ASGI message that begins an answer."""
    length = (b"content-length", b"%d" % len(reply.body))
    return {
        "type": "http.response.start",
        "status": reply.status,
        "headers": [*reply.headers, length],
    }
