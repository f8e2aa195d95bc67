import asyncio
import http.client
import time
import urllib.request

import httpx
import pytest
import requests
from blocking_senders import WithHttpx, WithRequests, WithUrllib
from virtual import BASE_URL, blockingly, virtually

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import AttemptFact, OutcomeFact, PushFact
from windtunnel_load.blocking import Bridged
from windtunnel_verify import bridge
from windtunnel_verify.blocking import blocking
from windtunnel_verify.bridge import bridged
from windtunnel_verify.crash import sweep
from windtunnel_verify.errors import BlockingCallError, RealIOError
from windtunnel_verify.run import run_schedule
from windtunnel_verify.schedule import PlannedFault, Schedule, order

SENDERS = [WithRequests, WithHttpx, WithUrllib]
SLOW = ({"delay_ms": 60_000}, {"after": "hold"}, {"before": "hold"})
URL = f"{BASE_URL}/toy/1"


def five(**more):
    intents = tuple(order(n * 100_000, recipient=f"551199999000{n}") for n in range(5))
    return Schedule(intents=intents, **more)


@pytest.mark.parametrize("create", SENDERS)
def test_a_blocking_sender_waits_in_virtual_time(create):
    refused = {"code": 131_000}
    faults = (
        PlannedFault(intent=1, fault="answer-code", settings=refused),
        PlannedFault(intent=1, attempt=2, fault="answer-code", settings=refused),
        PlannedFault(intent=2, fault="answer-lost"),
    )
    ran = run_schedule(blocking(create), five(faults=faults), 3)
    facts = ran.ledger.facts()
    starts = [f.t for f in facts if isinstance(f, AttemptFact)]
    outcomes = {f.intent: (f.state, f.t) for f in facts if isinstance(f, OutcomeFact)}
    assert (ran.broken, ran.findings, ran.pending) == ((), (), ())
    assert starts[:5] == [0, 100_000, 200_000, 300_000, 400_000]
    assert outcomes[2] == ("unknown", 3_200_000)
    assert outcomes[1][0] == "accepted"
    assert 6_100_000 < outcomes[1][1] < 7_000_000
    assert {f.http for f in facts if isinstance(f, PushFact)} == {200}


@pytest.mark.parametrize("create", SENDERS)
def test_a_blocking_sender_leaves_the_same_ledger_each_time(create):
    assert len({run_schedule(blocking(create), five(), 3).digest for _ in range(3)}) == 1


def test_a_blocking_sender_can_be_crashed_at_every_step():
    points = sweep(blocking(WithRequests), five(), 3)
    assert len(points) > 20
    assert sum(point.duplicated for point in points) > 0
    assert not [point for point in points if point.findings]


def timed(call, error):
    def main(_virtual):
        with pytest.raises(error):
            call()
        return time.monotonic()

    return main


def held(settings, call, error):
    def main(virtual):
        virtual.inject(settings)
        headers = {"authorization": f"Bearer {virtual.token}"}
        with pytest.raises(error):
            call(f"{BASE_URL}/toy/{virtual.number}/send", headers)
        return time.monotonic()

    return blockingly(main)


BODY = b'{"to":"5511999990001","text":"hello"}'


def by_requests(url, headers):
    requests.post(url, data=BODY, headers=headers, timeout=7)


def by_httpx(url, headers):
    httpx.post(url, content=BODY, headers=headers, timeout=7, trust_env=False)


def by_urllib(url, headers):
    urllib.request.urlopen(urllib.request.Request(url, BODY, headers), timeout=7)


@pytest.mark.parametrize("settings", SLOW, ids=str)
@pytest.mark.parametrize(
    ("call", "error"),
    [
        (by_requests, requests.ReadTimeout),
        (by_httpx, httpx.ReadTimeout),
        (by_urllib, TimeoutError),
    ],
)
def test_a_timeout_is_raised_at_the_right_virtual_moment(settings, call, error):
    assert held(settings, call, error) == 7.0


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (by_requests, requests.ConnectionError),
        (by_httpx, httpx.ReadError),
        (by_urllib, ConnectionResetError),
    ],
)
def test_a_reset_is_the_clients_own_error(call, error):
    assert held({"after": "reset"}, call, error) == 0.0


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: requests.get(URL, timeout=4), requests.ConnectTimeout),
        (lambda: httpx.get(URL, timeout=4, trust_env=False), httpx.ConnectTimeout),
        (lambda: urllib.request.urlopen(URL, timeout=4), urllib.error.URLError),
    ],
)
def test_a_connect_timeout_is_the_clients_own_error(call, error):
    def main(virtual):
        virtual.tunnel.provider.connect_us = 9_000_000
        return timed(call, error)(virtual)

    assert blockingly(main) == 4.0


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: requests.get("http://127.0.0.1:1/", timeout=4), requests.ConnectionError),
        (lambda: httpx.get("http://localhost:1/", trust_env=False), httpx.ConnectError),
    ],
)
def test_a_refused_connection_is_the_clients_own_error(call, error):
    assert blockingly(timed(call, error)) == 0.0


def test_connections_are_kept_alive_and_a_closed_one_is_noticed():
    def main(virtual):
        headers = {"authorization": f"Bearer {virtual.token}"}
        url = f"{BASE_URL}/toy/{virtual.number}/send"
        with requests.Session() as session:
            for number in range(4):
                if number == 2:
                    virtual.inject({"after": "close"})
                session.post(url, data=BODY, headers=headers, timeout=5)
        return [f.conn for f in bridge.wait(virtual.end()) if isinstance(f, AttemptFact)]

    assert blockingly(main) == ["c1", "c1", "c1", "c2"]


def test_a_real_name_of_the_provider_leads_into_the_run_and_no_other_out():
    def main(virtual):
        connection = http.client.HTTPConnection("toy.example", 80, timeout=5)
        connection.request("GET", f"/toy/{virtual.number}")
        found = connection.getresponse()
        found.read()
        with pytest.raises(RealIOError):
            urllib.request.urlopen("http://example.com/", timeout=5)
        with pytest.raises(RealIOError, match="TLS"):
            http.client.HTTPSConnection("toy.example", timeout=5).connect()
        return found.status

    assert blockingly(main) == 401


def test_many_blocking_calls_wait_at_the_same_time():
    async def main(virtual):
        def nap():
            time.sleep(10)
            return time.monotonic()

        naps = [bridged(nap) for _ in range(1000)]
        return set(await asyncio.gather(*naps)), virtual.loop.now_us

    assert virtually(main) == ({10.0}, 10_000_000)


def test_a_thread_of_an_executor_waits_in_virtual_time():
    async def main(virtual):
        naps = [asyncio.to_thread(time.sleep, 10) for _ in range(3)]
        await asyncio.gather(*naps)
        return virtual.loop.time()

    assert virtually(main) == 10.0


def test_what_a_blocking_call_raises_reaches_who_awaits_it():
    async def main(_virtual):
        with pytest.raises(ZeroDivisionError):
            await bridged(lambda: 1 // 0)
        with pytest.raises(ValueError, match="non-negative"):
            await bridged(time.sleep, -1)

    virtually(main)


def test_a_cancelled_blocking_call_is_cancelled_where_it_waits():
    async def main(virtual):
        ends = []

        def nap():
            try:
                time.sleep(10)
            finally:
                ends.append(virtual.loop.time())

        task = asyncio.ensure_future(bridged(nap))
        await asyncio.sleep(4)
        task.cancel()
        await asyncio.wait([task])
        return ends, task.cancelled()

    assert virtually(main) == ([4.0], True)


class AsyncInName(WithRequests):
    """An async sender that calls a blocking client: the most common mistake of all."""

    async def send(self, intent):
        return super().send(intent)

    async def receive(self, webhook):
        return 200 if webhook else 400

    async def close(self):
        pass


def test_a_blocking_client_in_an_async_sender_is_a_finding():
    ran = run_schedule(AsyncInName, five(), 3)
    assert ran.judgement.counts["attempts"] == 0
    assert "blocking call in async sender: socket." in ran.findings[0]
    assert "blocking_senders.py" in ran.findings[0]


def test_a_sender_without_send_is_refused():
    with pytest.raises(ConfigError, match="needs `def send`"):
        Bridged(object(), bridged)


def test_without_greenlet_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bridge, "greenlet", None)
    assert not bridge.is_here()

    async def main(_virtual):
        with pytest.raises(BlockingCallError):
            await asyncio.to_thread(time.sleep, 1)
        with pytest.raises(ConfigError, match=r"windtunnel\[verify\]"):
            await bridged(print)

    virtually(main)
