"""A raw webhook receiver that checks every signature and counts every status."""

import asyncio
import collections
import hashlib
import hmac
import re

STATUS = re.compile(rb'"id":"(wamid[^"]+)","status":"(\w+)"')


class Receiver:
    """What came in: `statuses` by (message, status), `total` of them, bad signatures, posts."""

    def __init__(self, *, delay_s=0.0):
        self.secret = b""
        self.delay_s = delay_s
        self.statuses = collections.Counter()
        self.total = 0
        self.bad = 0
        self.posts = 0

    async def start(self):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Hook(self), "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        await asyncio.sleep(0)

    def took(self, head, body):
        self.posts += 1
        good = hmac.new(self.secret, body, hashlib.sha256).hexdigest().encode()
        if b"sha256=" + good not in head:
            self.bad += 1
        found = STATUS.findall(body)
        self.total += len(found)
        self.statuses.update(found)

    @property
    def duplicates(self):
        return self.total - len(self.statuses)


class Hook(asyncio.Protocol):
    """One connection of the courier."""

    ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"

    def __init__(self, receiver):
        self.receiver = receiver
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end]
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        length = int(lower[at:].split(b"\r", 1)[0])
        if len(self.buffer) < end + 4 + length:
            return
        self.receiver.took(head, self.buffer[end + 4 :])
        self.buffer = b""
        if self.receiver.delay_s:
            loop = asyncio.get_running_loop()
            loop.call_later(self.receiver.delay_s, self.transport.write, self.ANSWER)
        else:
            self.transport.write(self.ANSWER)
