"""Three toy senders that differ in when they write down what they do, and one that cleans up."""

import httpx
import msgspec

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.reference.wires.meta import body_of

ACCEPTED = Outcome(state="accepted")


class Toy:
    policy = Policy(delivery="at-most-once", attempts=1, horizon_s=30.0, client_timeout_s=5.0)

    def __init__(self, world):
        self.world = world
        self.store = world.store("marks")
        self.meta = world.credentials["meta"]

    async def post(self, intent):
        number = self.meta.numbers[intent.number]
        await self.world.http.post(
            f"{self.meta.base_url}/v23.0/{number}/messages",
            content=msgspec.json.encode(body_of(intent)),
            headers={"authorization": f"Bearer {self.meta.token}"},
            timeout=5.0,
        )

    async def close(self):
        pass


class SendThenMark(Toy):
    async def send(self, intent):
        if await self.store.get(intent.marker) is None:
            await self.post(intent)
            await self.store.write({intent.marker: b"done"})
        return ACCEPTED


class MarkThenSend(Toy):
    async def send(self, intent):
        if await self.store.get(intent.marker) is None:
            await self.store.write({intent.marker: b"done"})
            await self.post(intent)
        return ACCEPTED


class Claim(Toy):
    async def send(self, intent):
        state = await self.store.get(intent.marker)
        if state == b"in-flight":
            return Outcome(state="unknown")
        if state is None:
            await self.store.write({intent.marker: b"in-flight"})
            await self.post(intent)
            await self.store.write({intent.marker: b"done"})
        return ACCEPTED


class CleansUp(Toy):
    """Its `finally` would undo the mark, if a crash let it run."""

    async def send(self, intent):
        if await self.store.get(intent.marker) is not None:
            return Outcome(state="unknown")
        await self.store.write({intent.marker: b"in-flight"})
        try:
            await self.post(intent)
        except httpx.TransportError:
            return Outcome(state="unknown")
        finally:
            self.world.effect("cleanup", "done")
        return ACCEPTED
