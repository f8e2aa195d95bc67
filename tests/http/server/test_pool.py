"""One receiver's connections: which address is tried next, and what is told of a post unmade."""

import asyncio
import errno

from windtunnel.server.outbox import Outbox
from windtunnel.server.pool import Pool
from windtunnel.server.posting import Connection, Job


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


def test_a_connection_that_idled_too_long_is_closed_and_the_younger_one_kept():
    async def sweep():
        pool = Pool("localhost", 1, is_tls=False, outbox=Outbox())
        old, young = Idle(since_s=10.0), Idle(since_s=10.5)
        pool._idle += [old, young]
        pool.sweep(11.2)
        return old.is_closed, young.is_closed, len(pool._idle)

    assert asyncio.run(sweep()) == (True, False, 1)


class Idle:
    def __init__(self, *, since_s):
        self.idle_since = since_s
        self.is_closed = False

    def close(self):
        self.is_closed = True


class Wire:
    """A transport and an owner in one, which note what becomes of a connection."""

    def __init__(self):
        self.done = []

    def is_closing(self):
        return False

    def write(self, data):
        pass

    def abort(self):
        self.done.append("aborted")

    def free(self, _connection):
        self.done.append("freed")


def answered(*pieces):
    """Return what a receiver's bytes end a job with, and what becomes of the connection."""
    wire, told = Wire(), []
    job = Job(b"", "tag", lambda _tag, status, _ms, _body: told.append(status), 1.0)
    connection = Connection(wire, job, None)
    connection.connection_made(wire)
    for piece in pieces:
        connection.data_received(piece)
    return told, wire.done


def test_an_answer_that_closes_is_not_known_as_one_that_goes_on():
    closing = b"HTTP/1.1 200 Fine\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    assert [answered(closing) for _ in range(3)] == [([200], ["aborted"])] * 3
    keeping = b"HTTP/1.1 200 Fine\r\ncontent-length: 0\r\n\r\n"
    assert [answered(keeping) for _ in range(3)] == [([200], ["freed"])] * 3


def test_a_continue_is_not_the_answer_however_the_bytes_are_cut():
    told, done = answered(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 204 No Content\r\n\r\n")
    assert (told, done) == ([204], ["freed"])
