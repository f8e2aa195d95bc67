"""Places and lines of a client, where somebody no longer waits."""

import asyncio

import httpx
from virtual import virtually

from windtunnel_verify.exchange import Line
from windtunnel_verify.transport import VirtualTransport

PORT = 9000


def test_a_place_that_was_given_to_a_cancelled_waiter_goes_to_the_next():
    async def main(virtual):
        transport = VirtualTransport(virtual.network, connections_max=1)
        request = httpx.Request("GET", f"http://127.0.0.1:{PORT}/")
        await transport._room(None, request)
        waiter = asyncio.ensure_future(transport._room(None, request))
        await asyncio.sleep(0)
        transport.release(PORT, None, is_kept=False)
        waiter.cancel()
        await asyncio.wait((waiter,))
        await transport._room(1.0, request)
        return waiter.cancelled(), virtual.loop.time()

    assert virtually(main) == (True, 0.0)


def test_one_who_no_longer_waits_for_a_line_to_end_takes_nobody_along():
    async def main(virtual):
        line = Line(virtual.loop, "c1")
        one, other = (asyncio.ensure_future(line.left()) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        await asyncio.sleep(1)
        was_done = other.done()
        line.leave()
        await other
        return was_done, one.cancelled()

    assert virtually(main) == (False, True)
