import asyncio
import contextlib

import httpx
import pytest
from virtual import virtually

from windtunnel.domain.facts import AnswerFact, AttemptFact, ReplyEndFact, SeenFact
from windtunnel.domain.marker import marker_of
from windtunnel_verify.transport import VirtualTransport

PORT = 9000
MARK = marker_of(7)


def asgi(steps):
    """An app whose answer is made by `steps(send)`; the request is read first."""

    async def app(_scope, receive, send):
        await receive()
        await steps(send)

    return app


async def ok(send, body=b"ok"):
    length = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": body})


def client_to(virtual, steps=ok, timeout=5, **transport):
    listener = virtual.network.listen(PORT, asgi(steps))
    made = VirtualTransport(virtual.network, **transport)
    base = f"http://127.0.0.1:{PORT}"
    return listener, httpx.AsyncClient(transport=made, base_url=base, timeout=timeout)


async def raised(call):
    with pytest.raises(httpx.TransportError) as caught:
        await call
    return type(caught.value), asyncio.get_running_loop().time()


def test_a_read_timeout_is_exact_and_the_server_goes_on():
    async def main(virtual):
        accepted = []

        async def slow(send):
            await asyncio.sleep(20)
            accepted.append(virtual.loop.time())
            await ok(send)

        _, client = client_to(virtual, slow)
        found = await raised(client.get("/"))
        await asyncio.sleep(60)
        return found, accepted

    assert virtually(main) == ((httpx.ReadTimeout, 5.0), [20.0])


def test_a_connect_timeout_is_exact():
    async def main(virtual):
        listener, client = client_to(virtual, timeout=httpx.Timeout(9, connect=3))
        listener.connect_us = 10_000_000
        found = await raised(client.get("/"))
        listener.connect_us = 2_000_000
        answer = await client.get("/")
        return found, answer.status_code, virtual.loop.time()

    assert virtually(main) == ((httpx.ConnectTimeout, 3.0), 200, 5.0)


def test_a_write_timeout_leaves_nothing_at_the_server():
    async def main(virtual):
        async def never(_send):
            pytest.fail("it was never written whole")

        listener, client = client_to(virtual, never, timeout=httpx.Timeout(9, write=2))
        listener.write_us = 4_000_000
        return await raised(client.post("/", content=b"x"))

    assert virtually(main) == (httpx.WriteTimeout, 2.0)


def test_a_connection_is_refused_where_nobody_listens():
    async def main(virtual):
        listener, client = client_to(virtual)
        found = [await raised(client.get("http://127.0.0.1:1/"))]
        listener.is_open = False
        return [*found, await raised(client.get("/"))]

    assert virtually(main) == [(httpx.ConnectError, 0.0)] * 2


def test_an_open_connection_outlives_the_listening_socket():
    async def main(virtual):
        listener, client = client_to(virtual)
        await client.get("/")
        listener.is_open = False
        return (await client.get("/")).status_code

    assert virtually(main) == 200


def test_a_full_pool_makes_wait_and_then_times_out():
    async def main(virtual):
        async def slow(send):
            await asyncio.sleep(4)
            await ok(send)

        _, client = client_to(virtual, slow, timeout=httpx.Timeout(9, pool=6), connections_max=1)
        calls = [asyncio.ensure_future(client.get("/")) for _ in range(3)]
        done = await asyncio.gather(*calls, return_exceptions=True)
        return [type(each) for each in done], virtual.loop.time()

    assert virtually(main) == ([httpx.Response, httpx.Response, httpx.PoolTimeout], 8.0)


def test_a_cancelled_waiter_hands_its_place_on():
    async def main(virtual):
        async def slow(send):
            await asyncio.sleep(4)
            await ok(send)

        _, client = client_to(virtual, slow, connections_max=1)
        first, second, third = (asyncio.ensure_future(client.get("/")) for _ in range(3))
        await asyncio.sleep(1)
        second.cancel()
        await asyncio.gather(first, third)
        return virtual.loop.time()

    assert virtually(main) == 8.0


def test_the_read_timeout_counts_anew_with_each_piece():
    async def main(virtual):
        async def drip(send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(4):
                await asyncio.sleep(3)
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await send({"type": "http.response.body", "body": b""})

        _, client = client_to(virtual, drip)
        return (await client.get("/")).text, virtual.loop.time()

    assert virtually(main) == ("xxxx", 12.0)


def test_elapsed_is_virtual():
    async def main(virtual):
        async def slow(send):
            await asyncio.sleep(30)
            await ok(send)

        _, client = client_to(virtual, slow, timeout=60)
        return (await client.get("/")).elapsed.total_seconds()

    assert virtually(main) == 30.0


def test_a_client_that_is_cancelled_leaves_and_the_server_learns_of_it():
    async def main(virtual):
        left = []

        async def app(_scope, receive, _send):
            await receive()
            left.append(((await receive())["type"], virtual.loop.time()))

        virtual.network.listen(PORT, app)
        base = f"http://127.0.0.1:{PORT}"
        client = httpx.AsyncClient(transport=VirtualTransport(virtual.network), base_url=base)
        call = asyncio.ensure_future(client.get("/"))
        await asyncio.sleep(1.5)
        call.cancel()
        await asyncio.wait([call])
        await asyncio.sleep(1)
        return left

    assert virtually(main) == [("http.disconnect", 1.5)]


def test_an_unread_body_costs_the_connection():
    async def main(virtual):
        _, client = client_to(virtual)
        async with client.stream("GET", "/"):
            pass
        await client.get("/")
        await client.get("/")
        await client.aclose()
        return virtual.network.connect().name

    assert virtually(main) == "c3"


def conns(facts):
    return [fact.conn for fact in facts if isinstance(fact, AttemptFact)]


def test_a_connection_is_kept_alive_for_five_seconds():
    async def main(virtual):
        for pause_s in (0, 4.9, 5):
            await asyncio.sleep(pause_s)
            await virtual.send()
        return await virtual.end()

    assert conns(virtually(main)) == ["c1", "c1", "c2"]


@pytest.mark.parametrize("settings", [{"after": "close"}, {"after": "reset"}, {"cut_bytes": 3}])
def test_a_connection_that_the_server_ended_is_not_used_again(settings):
    async def main(virtual):
        virtual.inject(settings)
        for _ in range(2):
            try:
                await virtual.send()
            except httpx.TransportError:
                continue
        return await virtual.end()

    assert conns(virtually(main)) == ["c1", "c2"]


def test_a_held_connection_is_let_go_after_two_minutes():
    async def main(virtual):
        virtual.inject({"after": "hold"})
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            await virtual.send(timeout=None)
        return virtual.loop.time()

    assert virtually(main) == 120.0


def test_what_an_app_raises_is_a_mishap_of_ours_and_closes_the_connection():
    async def main(virtual):
        async def broken(_send):
            raise LookupError("ours")

        _, client = client_to(virtual, broken)
        found = await raised(client.get("/"))
        return found[0], [type(each) for each in virtual.network.mishaps]

    assert virtually(main) == (httpx.RemoteProtocolError, [LookupError])


def test_management_requests_take_the_same_way():
    async def main(virtual):
        headers = {"authorization": f"Bearer {virtual.token}"}
        answer = await virtual.client.get(f"/toy/{virtual.number}?x=%20", headers=headers)
        return answer.json()["number"] == virtual.number, (
            await virtual.client.get("/no")
        ).status_code

    assert virtually(main) == (True, 404)


SEEN = [
    # settings, timeout, is the acceptance read, what was written
    ({}, 5, True, "all"),
    ({"delay_ms": 1000}, 5, True, "all"),
    ({"after": "close"}, 5, True, "all"),
    ({"delay_ms": 9000}, 5, False, "none"),
    ({"after": "hold"}, 5, False, "none"),
    ({"cut_bytes": 3}, 5, False, "part"),
    ({"body": "<html>"}, 5, False, "all"),
]


@pytest.mark.parametrize(("settings", "timeout", "is_read", "written"), SEEN)
def test_the_transport_says_whether_an_acceptance_was_read(settings, timeout, is_read, written):
    async def main(virtual):
        if settings:
            virtual.inject(settings)
        with contextlib.suppress(httpx.TransportError):
            await virtual.send(timeout=timeout, text=f"hello {MARK}")
        return await virtual.end()

    facts = virtually(main)
    assert [f.intent for f in facts if isinstance(f, SeenFact)] == [7] * is_read
    assert [f.written for f in facts if isinstance(f, ReplyEndFact)] == [written]
    assert all(f.accepted for f in facts if isinstance(f, AnswerFact))
