"""The outermost ASGI function: the send path is answered here, before FastAPI sees a request."""

import asyncio
import time
from collections.abc import MutableMapping, Sequence
from typing import Any

from windtunnel.domain.dialect import AsgiApp
from windtunnel.domain.submit import Answer, Refusal, Reply, Request
from windtunnel.server.bounded import BodyTooLarge, bounded, length_of
from windtunnel.server.gate import Decided, Gate
from windtunnel.server.protocol import CONNECTION, INTERCEPTED, TRANSPORT, WireProtocol
from windtunnel.server.wire import Receive, Send, Wire, carry_out, start_of, written_by
from windtunnel.server.world import World

Scope = MutableMapping[str, Any]
PATH_SHOWN_MAX = 200
_NOT_THE_PROVIDERS = Reply(
    status=404,
    headers=[(b"content-type", b"text/plain")],
    body=b"the provider has no such path; the control API answers at its own address alone\n",
)
"""A service under test must find no more at the provider's name than the provider has there."""


class Front:
    """Sends go to their world, a provider's other requests to its router, the rest to FastAPI."""

    def __init__(self, gates: Sequence[Gate], *, control: AsgiApp) -> None:
        self._gates = tuple((gate.dialect.claims, gate) for gate in gates)
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            for claims, gate in self._gates:
                claim = claims(scope["method"], scope["path"])
                if claim == "send":
                    await self._send(gate, scope, receive, send)
                    return
                if claim == "manage":
                    await bounded(gate.router, scope, receive, send)
                    return
            if INTERCEPTED in (scope.get("extensions") or {}):
                await answer_clean(_NOT_THE_PROVIDERS, send)
                return
            await bounded(self._control, scope, receive, send)
        else:
            await self._control(scope, receive, send)

    async def _send(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        extensions = scope.get("extensions") or {}
        connection: WireProtocol | None = extensions.get(CONNECTION)
        headers = dict(scope["headers"])
        try:
            body = await read(receive, headers, most=gate.body_bytes_max)
        except BodyTooLarge:
            body, is_too_large = b"", True
        else:
            is_too_large = False
        decided = None if connection is None else connection.take_decided()
        if body is None:
            if decided is not None:
                decided.world.reply_end(decided.answer.attempt, "none")
            return
        if decided is None:
            request = _request(scope, headers, body, connection)
            decided = _decide(gate, request, connection, is_too_large=is_too_large)
        if decided is None:
            gate.registry.strays.append(f"{scope['method']} {scope['path'][:PATH_SHOWN_MAX]}")
            await answer_clean(gate.refuse(is_too_large=is_too_large), send)
            return
        answer, reply, world = decided.answer, decided.reply, decided.world
        if not decided.is_plain:
            transport = extensions.get(TRANSPORT)
            assert transport is not None, "late answers and wire plans need the WireProtocol"
            await spoil(answer, reply, world, Wire(transport, receive=receive, send=send))
        elif connection is None or not connection.answer(decided):
            is_there = connection is None or not connection.transport.is_closing()
            await answer_clean(reply, send)
            world.reply_end(answer.attempt, "all" if is_there else "none")


def _request(
    scope: Scope, headers: dict[bytes, bytes], body: bytes, connection: WireProtocol | None
) -> Request:
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"],
        headers=headers,
        body=body,
        conn="" if connection is None else connection.conn,
    )


def _decide(
    gate: Gate, request: Request, connection: WireProtocol | None, *, is_too_large: bool
) -> Decided | None:
    """Let a world decide on a send; None where it belongs to none, or nobody can refuse it."""
    submit = gate.dialect.submit(request)
    if is_too_large:
        if not gate.says_too_large:
            return None
        limit = str(gate.body_bytes_max)
        submit.refusal = Refusal(reason="body_too_large", fields={"limit": limit})
    elif connection is not None:
        connection.learn(gate, request)
    return gate.decide(submit, time.monotonic_ns() if connection is None else connection.began_ns)


async def read(receive: Receive, headers: dict[bytes, bytes], *, most: int) -> bytes | None:
    """Return a send's body, or None where the client left before its end.

    Raises:
        BodyTooLarge: it announces or sends more than `most` bytes.
    """
    if length_of(headers.get(b"content-length")) > most:
        raise BodyTooLarge
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    first: bytes = message["body"]
    if not message.get("more_body"):
        return first
    body = bytearray(first)
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message["body"]
        if len(body) > most:
            raise BodyTooLarge
    return bytes(body)


async def answer_clean(reply: Reply, send: Send) -> None:
    """Answer whole."""
    await send(start_of(reply))
    await send({"type": "http.response.body", "body": reply.body})


async def spoil(answer: Answer, reply: Reply, world: World, wire: Wire) -> None:
    """Answer late, or as the plan says; what is known beforehand is written beforehand."""
    plan = answer.plan
    delay_s = world.clock.real_s(answer.delay_us + plan.delay_ms * 1000)
    if plan.before in {"none", "answer"} and delay_s > 0:
        await asyncio.sleep(delay_s)
    foreseen = written_by(plan)
    if foreseen is not None:
        world.reply_end(answer.attempt, foreseen)
    written = await carry_out(plan, reply, wire)
    if foreseen is None:
        world.reply_end(answer.attempt, written)
