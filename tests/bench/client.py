"""A raw load client: keep-alive connections, one request in flight on each, no library."""

import asyncio
import collections

from windtunnel.domain.marker import marker_of

CONNECTIONS = 32
PAUSE_S = 0.005
"""How long a connection waits where too many sends are under way."""

BODY_BYTES = 503


class Connection(asyncio.Protocol):
    """One connection; `answers` counts those with status 200."""

    def __init__(self, load):
        self.load = load
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport
        self.next()

    def next(self):
        if not self.load.has_room():
            asyncio.get_running_loop().call_later(PAUSE_S, self.next)
            return
        request = self.load.take()
        if request is not None:
            self.transport.write(request)

    def data_received(self, data):
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end].lower()
        at = head.index(b"content-length:") + 15
        length = int(head[at:].split(b"\r", 1)[0])
        if len(self.buffer) < end + 4 + length:
            return
        self.load.answered(self.buffer[9:12])
        self.buffer = b""
        self.next()

    def connection_lost(self, _exc):
        self.load.lost()


class Load:
    """`count` requests from `make(i)`; `rate_per_s` paces them, None sends as fast as it can.

    No more than `under_way_max` of them go on while `ended()` of them have come to their end.
    """

    def __init__(self, make, count, *, rate_per_s=None, under_way_max=None, ended=None):
        self.make = make
        self.count = count
        self.rate_per_s = rate_per_s
        self.under_way_max = under_way_max
        self.ended = ended
        self.taken = 0
        self.statuses = collections.Counter()
        self.done = asyncio.get_running_loop().create_future()
        self.began = asyncio.get_running_loop().time()
        self.idle = []

    def has_room(self):
        return self.under_way_max is None or self.taken - self.ended() < self.under_way_max

    def take(self):
        if self.taken >= self.count:
            return None
        self.taken += 1
        return self.make(self.taken - 1)

    def answered(self, status):
        self.statuses[status] += 1
        if sum(self.statuses.values()) >= self.count and not self.done.done():
            self.done.set_result(None)

    def lost(self):
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server closed a connection"))


class Paced(Connection):
    """A connection that waits for the next due time of an open schedule."""

    def next(self):
        loop = asyncio.get_running_loop()
        due = self.load.began + self.load.taken / self.load.rate_per_s
        loop.call_at(max(due, loop.time()), super().next)


async def drive(port, make, count, *, timeout_s=300, **pace):
    """Send `count` requests at a pace (see Load) and return the Counter of statuses."""
    loop = asyncio.get_running_loop()
    load = Load(make, count, **pace)
    kind = Connection if load.rate_per_s is None else Paced
    made = [
        await loop.create_connection(lambda: kind(load), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.wait_for(load.done, timeout_s)
    for transport, _ in made:
        transport.abort()
    return load.statuses


def recipient_of(index):
    """Return the digits of a recipient, by its number."""
    return f"1555{index:07d}"


def send_request(number, token, index, recipients):
    """Return one text send of BODY_BYTES bytes, with its marker, to one of the recipients."""
    start = (
        f'{{"messaging_product":"whatsapp","recipient_type":"individual",'
        f'"to":"{recipient_of(index % recipients)}","type":"text",'
        f'"biz_opaque_callback_data":"i{index:09d}","text":{{"preview_url":false,"body":"'
        f"{marker_of(index)} "
    )
    body = (start + "x" * (BODY_BYTES - len(start) - 3) + '"}}').encode()
    head = (
        f"POST /v23.0/{number}/messages HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def window_request(world, index):
    """Return the control request that opens the session window of a recipient."""
    return (
        f"PUT /control/worlds/{world}/windows/{recipient_of(index)} HTTP/1.1\r\n"
        "host: 127.0.0.1\r\ncontent-length: 0\r\n\r\n"
    ).encode()
