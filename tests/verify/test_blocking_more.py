"""Blocking senders: customers handed over, contexts, sessions of a module, asyncio.run."""

import asyncio
from contextvars import ContextVar

import pytest
import requests
from blocking_senders import WithHttpx, WithRequests
from virtual import virtually

from windtunnel.domain.facts import ToAgentFact
from windtunnel_verify.blocking import blocking
from windtunnel_verify.bridge import bridged
from windtunnel_verify.run import run_schedule
from windtunnel_verify.schedule import Schedule, order


def five(**more):
    intents = tuple(order(n * 100_000, recipient=f"551199999000{n}") for n in range(5))
    return Schedule(intents=intents, **more)


def test_a_blocking_sender_hands_a_customer_over():
    class HandsOver(WithHttpx):
        def receive(self, _webhook):
            self.world.to_agent("wamid.1", context="wamid.1")
            return 200

    facts = run_schedule(blocking(HandsOver), five(), 3).ledger.facts()
    assert {f.context for f in facts if isinstance(f, ToAgentFact)} == {"wamid.1"}


def test_blocking_code_runs_in_the_context_of_its_caller():
    mark = ContextVar("mark", default="nobody's")

    async def main(_virtual):
        mark.set("mine")
        return await bridged(mark.get)

    assert virtually(main) == "mine"


SESSION = requests.Session()


class OfTheModule(WithRequests):
    """Its session is the module's, and so outlives each run, with the connections in it."""

    def __init__(self, world):
        super().__init__(world)
        self.session = SESSION


def test_connections_that_a_module_keeps_over_runs_are_hung_up_in_the_next():
    runs = [run_schedule(blocking(OfTheModule), five(), 3) for _ in range(3)]
    assert {ran.digest for ran in runs} == {runs[0].digest}
    assert runs[0].findings == ()
    SESSION.close()


def test_asyncio_run_in_blocking_code_takes_the_loop_of_the_run():
    async def both():
        return await asyncio.gather(asyncio.sleep(3, "a"), asyncio.sleep(5, "b"))

    async def main(virtual):
        never = asyncio.sleep(1)
        with pytest.raises(RuntimeError, match="running event loop"):
            asyncio.run(never)
        never.close()
        return await bridged(lambda: asyncio.run(both())), virtual.loop.time()

    assert virtually(main) == (["a", "b"], 5.0)
