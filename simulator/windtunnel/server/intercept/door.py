"""One port for every way in which a client reaches the provider's host over TLS.

A client that was redirected (a preload) begins with a TLS handshake; one that uses us as its proxy
says CONNECT first, or sends requests in absolute form. The first bytes tell, so they are looked at
without being taken, and the whole socket goes to uvicorn's protocol: wire faults act on the
client's own connection, with no relay in between.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable

from windtunnel.server.intercept.head import (
    HEAD_BYTES_MAX,
    HTTPS_PORT,
    Greeting,
    read_greeting,
)
from windtunnel.server.intercept.refused import Refused

GREETING_S_MAX = 10.0
"""A client that connects and says nothing is let go after this time."""

GREETINGS_MAX = 1_000
"""How many are understood at a time; whoever comes then waits in the listener's queue."""

SHUTDOWN_S = 2.0
_AGAIN_S = 0.01
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"

MakeProtocol = Callable[[], asyncio.Protocol]


class Door:
    """Accepts connections at a bound socket and leads each to the protocol that it needs.

    Attributes:
        refused: the hosts that clients asked for in vain.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        hosts: frozenset[str],
        refused: Refused,
        make_protocol: MakeProtocol,
    ) -> None:
        self.refused = refused
        self._context = context
        self._hosts = hosts
        self._make_protocol = make_protocol
        self._accepting: asyncio.Task[None] | None = None
        self._greetings: set[asyncio.Task[None]] = set()

    def open(self, listener: socket.socket) -> None:
        """Accept at a listening socket, which is the door's own from now on."""
        listener.setblocking(False)
        self._accepting = asyncio.get_running_loop().create_task(self._accept(listener))

    def shut(self) -> None:
        """Accept no more."""
        if self._accepting is not None:
            self._accepting.cancel()

    async def close(self) -> None:
        """Accept no more, and let go whom we had not yet understood."""
        tasks = [task for task in (self._accepting, *self._greetings) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._accepting = None

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.closing(listener):
            while True:
                if len(self._greetings) >= GREETINGS_MAX:
                    await asyncio.wait(self._greetings, return_when=asyncio.FIRST_COMPLETED)
                    continue
                try:
                    client, _address = await loop.sock_accept(listener)
                except OSError:
                    await asyncio.sleep(_AGAIN_S)  # out of file descriptors, or the client left
                    continue
                client.setblocking(False)
                task = loop.create_task(self._greet(client))
                self._greetings.add(task)
                task.add_done_callback(self._greetings.discard)

    async def _greet(self, client: socket.socket) -> None:
        try:
            async with asyncio.timeout(GREETING_S_MAX):
                greeting = await self._listen_to(client)
                if greeting.wish == "tunnel":
                    await self._tunnel(client, greeting)
                elif greeting.wish == "tls":
                    await self._hand_over(client, self._context)
                elif greeting.wish == "plain":
                    await self._hand_over(client, None)
                else:
                    client.close()
        except (OSError, TimeoutError):
            client.close()  # it left, was too slow, or does not trust us
        except asyncio.CancelledError:
            client.close()
            raise

    async def _listen_to(self, client: socket.socket) -> Greeting:
        """Look at the first bytes, without taking them, until they tell what is wanted."""
        while True:
            await _readable(client)
            data = client.recv(HEAD_BYTES_MAX, socket.MSG_PEEK)
            if not data:
                return Greeting("nothing")
            greeting = read_greeting(data)
            if greeting.wish != "more":
                return greeting
            await asyncio.sleep(_AGAIN_S)  # what was seen stays readable, so waiting would spin

    async def _tunnel(self, client: socket.socket, greeting: Greeting) -> None:
        loop = asyncio.get_running_loop()
        client.recv(greeting.length)
        if greeting.host in self._hosts and greeting.port == HTTPS_PORT:
            await loop.sock_sendall(client, _ESTABLISHED)
            await _readable(client)
            await self._hand_over(client, self._context)
            return
        self.refused.note(greeting.host)
        await loop.sock_sendall(client, _refusal(greeting, self._hosts))
        client.close()

    async def _hand_over(self, client: socket.socket, context: ssl.SSLContext | None) -> None:
        await asyncio.get_running_loop().connect_accepted_socket(
            self._make_protocol,
            client,
            ssl=context,
            ssl_handshake_timeout=GREETING_S_MAX if context else None,
            ssl_shutdown_timeout=SHUTDOWN_S if context else None,
        )


def _refusal(greeting: Greeting, hosts: frozenset[str]) -> bytes:
    text = (
        f"Windtunnel's proxy leads to {', '.join(sorted(hosts))} (port {HTTPS_PORT}) and nowhere "
        f"else; refused: {greeting.host} port {greeting.port}\n"
    ).encode("latin-1", "replace")
    head = "HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\nconnection: close\r\n"
    return f"{head}content-length: {len(text)}\r\n\r\n".encode() + text


async def _readable(client: socket.socket) -> None:
    """Wait until a socket has bytes to read, or its end."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(client.fileno(), tell)
    try:
        await ready
    finally:
        loop.remove_reader(client.fileno())
