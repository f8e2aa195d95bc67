import asyncio
from dataclasses import replace

import pytest
from virtual import SPEC, TEXT, virtually

from windtunnel.domain.errors import ConfigError, LedgerError
from windtunnel.domain.facts import HandsetFact, PushFact, StatusFact
from windtunnel.domain.worldspec import WebhookSpec
from windtunnel.runtime.ledger import read_ledger
from windtunnel_verify.ledger import MemoryLedger

URL = "http://127.0.0.1:8471/webhook"
HOOKED = replace(SPEC, webhook=WebhookSpec(url=URL))


class Receiver:
    """Takes webhooks with this delay and status."""

    def __init__(self, loop, delay_s=0.0, status=200):
        self.taken = []
        self.open = []
        self._loop = loop
        self._how = (delay_s, status)

    def take(self, headers, body, *, provider):
        assert provider == "toy"
        self.open.append(ended := self._loop.create_future())
        self._loop.create_task(self._take(dict(headers), body, ended))
        return ended

    async def _take(self, headers, body, ended):
        delay_s, status = self._how
        await asyncio.sleep(delay_s)
        self.taken.append((self._loop.time(), headers, body))
        if not ended.done():
            ended.set_result(status)


def pushed(receiver_of, after_s=30, act=None):
    receivers = []

    async def main(virtual):
        receivers.append(receiver_of(virtual.loop))
        await virtual.send()
        if act is not None:
            act(receivers[0], virtual.loop)
        facts = await virtual.end(after_s)
        return [(f.t / 1e6, f.http, f.ms) for f in facts if isinstance(f, PushFact)][:3]

    found = virtually(main, spec=HOOKED, find=lambda _url: receivers[0])
    return found, receivers[0]


def test_facts_come_at_their_exact_time():
    async def main(virtual):
        await virtual.send()
        return await virtual.end()

    facts = virtually(main)
    assert [f.t for f in facts if isinstance(f, StatusFact)] == [100_000, 300_000, 700_000]
    assert [f.t for f in facts if isinstance(f, HandsetFact)] == [300_000]


def test_a_webhook_reaches_its_receiver_signed_and_its_end_is_written():
    found, receiver = pushed(lambda loop: Receiver(loop, delay_s=0.25))
    assert found == [(0.35, 200, 250.0), (0.55, 200, 250.0), (0.95, 200, 250.0)]
    assert all(b"x-toy-signature" in headers for _, headers, _ in receiver.taken)


def test_a_receiver_that_is_too_slow_goes_on_though_nobody_waits():
    found, receiver = pushed(lambda loop: Receiver(loop, delay_s=8))
    assert found[0] == (5.1, None, 5000.0)
    assert receiver.taken[0][0] == 8.1


def test_a_receiver_that_dies_gives_no_answer():
    found, _ = pushed(
        lambda loop: Receiver(loop, delay_s=3),
        act=lambda receiver, loop: loop.call_later(2, lambda: receiver.open[0].set_result(None)),
    )
    assert found[0] == (2.0, None, 1900.0)


def test_a_refused_webhook_is_tried_again():
    found, _ = pushed(lambda loop: Receiver(loop, status=500))
    assert [http for _, http, _ in found] == [500, 500, 500]


def test_nobody_there_is_no_answer():
    async def main(virtual):
        await virtual.send()
        return [f.http for f in await virtual.end(30) if isinstance(f, PushFact)]

    assert set(virtually(main, spec=HOOKED)) == {None}


def test_a_webhook_url_is_checked():
    async def main(virtual):
        virtual.tunnel.courier.check(URL)
        assert await virtual.tunnel.courier.get(URL, timeout_s=1) == (None, b"")
        with pytest.raises(ConfigError, match="must begin with http"):
            virtual.tunnel.courier.check("ftp://x")

    virtually(main)


def test_the_ledger_is_the_one_that_would_be_on_disk(tmp_path):
    async def main(virtual):
        await virtual.send()
        await virtual.end()
        return virtual.tunnel.ledger

    ledger = virtually(main)
    ledger.save(tmp_path)
    on_disk = read_ledger(tmp_path)
    assert list(on_disk.facts()) == ledger.facts()
    assert not on_disk.problems
    assert ledger.digest.encode() in (tmp_path / "verify.0001.seg").read_bytes().splitlines()[-1]
    assert ledger.lines_after(3, most=2)[0].index(b'"seq":4,')


def test_two_runs_leave_the_same_ledger():
    async def main(virtual):
        await virtual.send()
        await virtual.end()
        return virtual.tunnel.ledger.digest

    assert virtually(main) == virtually(main)


def test_a_closed_ledger_takes_nothing():
    ledger = MemoryLedger()
    ledger.close()
    with pytest.raises(LedgerError, match="too late"):
        ledger.write(
            HandsetFact(
                t=0, message="", provider="", number="", recipient="", form="free", content_sha=""
            )
        )


def test_credentials_are_what_a_sender_needs():
    async def main(virtual):
        found = virtual.tunnel.credentials()["toy"]
        return found.numbers == {"main": virtual.number}, found.token == virtual.token

    assert virtually(main) == (True, True)


def test_a_clock_that_is_moved_is_ahead_of_the_loop():
    async def main(virtual):
        virtual.world.clock.move(7_000_000)
        virtual.world.note_clock(7_000_000)
        await virtual.send()
        await asyncio.sleep(1)
        return [
            m.accepted_t for m in virtual.world.platform.inbox(TEXT["to"])
        ], virtual.loop.time()

    assert virtually(main) == ([7_000_000], 1.0)
