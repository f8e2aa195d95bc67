"""One receiver's connections: which address is tried next, and what is told of a post unmade."""

import asyncio
import errno

from windtunnel.server.outbox import Outbox
from windtunnel.server.pool import Pool
from windtunnel.server.posting import Job


def dialled(first_error):
    """Return the addresses dialled when the first of two cannot be reached."""
    seen = []

    async def dial():
        pool = Pool("localhost", 1, is_tls=False, outbox=Outbox())
        ended = asyncio.get_running_loop().create_future()

        async def addresses():
            return ["::1", "127.0.0.1"]

        async def connect(_make, address, *_more, **_options):
            seen.append(address)
            raise first_error if len(seen) == 1 else ConnectionRefusedError

        pool._addresses = addresses
        pool._loop = Loop(asyncio.get_running_loop(), connect)
        pool.take(Job(b"", "tag", lambda *end: ended.set_result(end[1]), 1.0))
        assert await ended is None

    asyncio.run(dial())
    return seen


class Loop:
    """The running loop, but that it connects as told."""

    def __init__(self, loop, connect):
        self.create_task = loop.create_task
        self.create_connection = connect


def test_an_address_that_this_machine_has_no_way_to_is_not_the_last_one_tried():
    for error in (ConnectionRefusedError(), OSError(errno.EADDRNOTAVAIL, "no IPv6 here")):
        assert dialled(error) == ["::1", "127.0.0.1"]


def test_a_post_that_never_flew_took_no_time():
    told = []
    Job(b"", "tag", lambda _tag, status, ms, _body: told.append((status, ms)), 1.0).finish(None)
    assert told == [(None, 0.0)]


def test_a_name_that_cannot_be_written_down_is_no_answer():
    async def dial():
        pool = Pool("a" * 64 + ".example", 80, is_tls=False, outbox=Outbox())
        ended = asyncio.get_running_loop().create_future()
        pool.take(Job(b"", "tag", lambda *end: ended.set_result(end[1]), 1.0))
        async with asyncio.timeout(2):
            assert await ended is None
        assert pool.is_idle

    asyncio.run(dial())
