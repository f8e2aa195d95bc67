"""The toy provider in virtual time: what `serving` does over a real socket."""

import asyncio

import httpx
from toy import ToyDialect

from windtunnel.domain import events
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, WorldSpec
from windtunnel_verify.bridge import bridged
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.patches import Run, patched
from windtunnel_verify.transport import VirtualTransport
from windtunnel_verify.world import BASE_URL, Door, Tunnel

TEXT = {"to": "5511999990001", "text": "hello"}
SPEC = WorldSpec(providers=("toy",), profile="toy-plain", numbers=(NumberSpec(provider="toy"),))


class Virtual:
    """A tunnel to the toy provider; `client` is an async one through its transport."""

    def __init__(self, loop, *, find=lambda _url: None, spec=SPEC, **transport):
        self.loop = loop
        self.tunnel = Tunnel(loop, Door({"toy": ToyDialect()}), spec, find=find)
        self.network = self.tunnel.network
        self.world = self.tunnel.world
        self.world.start()
        self.number = next(iter(self.world.platform.numbers))
        self.token = next(iter(self.world.platform.tokens))
        self.world.apply(events.OpenWindow(recipient=TEXT["to"], number=self.number))
        self.transport = VirtualTransport(self.tunnel.network, **transport)
        self.client = httpx.AsyncClient(transport=self.transport, base_url=BASE_URL, timeout=5)

    def inject(self, settings, **scope):
        self.world.inject(FaultSpec(kind="wire", settings=settings, **scope))

    async def send(self, **fields):
        headers = {"authorization": f"Bearer {self.token}"}
        more = {key: fields.pop(key) for key in ("timeout",) if key in fields}
        path = f"/toy/{self.number}/send"
        return await self.client.post(path, json=TEXT | fields, headers=headers, **more)

    async def end(self, after_s=200):
        """Let everything come to its end and return the facts."""
        await asyncio.sleep(after_s)
        await self.client.aclose()
        self.tunnel.close()
        assert not self.tunnel.network.mishaps
        return self.tunnel.ledger.facts()


def blockingly(call, **more):
    """Run a blocking function with a `Virtual` across the bridge."""

    async def main(virtual):
        return await bridged(call, virtual)

    return virtually(main, **more)


def virtually(main, **more):
    """Run a coroutine function with a `Virtual` in a run of its own."""
    loop = VirtualLoop()

    async def within():
        return await main(Virtual(loop, **more))

    try:
        with patched(Run(loop, seed=1)):
            return loop.run_until_complete(within())
    finally:
        loop.close()
