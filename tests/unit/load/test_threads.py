"""A blocking sender in a host: its calls in threads, its waits on the host's loop."""

import asyncio
import threading

import pytest
from sender_world import FakeWorld, free_text

from windtunnel.domain.sender import Outcome, Webhook
from windtunnel_load.host.threads import threaded

ROUTES = {"graph.facebook.com": "http://127.0.0.1:9"}


class Blocking:
    """Notes in which thread it is called."""

    policy = None

    def __init__(self, world):
        self.world, self.threads = world, []

    def send(self, intent):
        self.threads.append(threading.get_ident())
        self.world.store("s").write({intent.marker: b"1"})
        self.world.sleep(0)
        return Outcome(state="accepted")

    def receive(self, webhook):
        return len(webhook.body)

    def close(self):
        self.kept = self.world.store("s").items("")


def test_it_blocks_in_threads_of_its_own():
    async def go():
        sender = threaded(Blocking, ROUTES)(FakeWorld())
        outcome = await sender.send(free_text())
        status = await sender.receive(Webhook(provider="meta", headers={}, body=b"abc"))
        await sender.close()
        return sender._sender, outcome, status

    sender, outcome, status = asyncio.run(go())
    assert (outcome, status) == (Outcome(state="accepted"), 3)
    assert sender.threads != [threading.get_ident()]
    assert [key for key, _ in sender.kept] == [free_text().marker]


def test_its_client_leads_to_the_simulator():
    async def go():
        return threaded(Blocking, ROUTES)(FakeWorld())._sender.world.http

    client = asyncio.run(go())
    with client, pytest.raises(Exception, match="only provider hosts"):
        client.get("https://example.com/")


def test_its_factory_cannot_wait():
    class Early(Blocking):
        def __init__(self, world):
            super().__init__(world)
            world.store("s").items("")

    async def go():
        threaded(Early, ROUTES)(FakeWorld())

    with pytest.raises(RuntimeError, match="may wait in send, receive and close alone"):
        asyncio.run(go())
