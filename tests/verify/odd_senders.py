"""Senders with something odd about each."""

import asyncio
import datetime
import random
import secrets
import uuid

from crashing import ACCEPTED, Toy

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome


class Chancy(Toy):
    """Draws from every source of chance, and lets a set of tasks decide an order."""

    async def send(self, intent):
        tasks = {asyncio.create_task(self.doze(number)) for number in range(8)}
        done, _ = await asyncio.wait(tasks, timeout=0.5 + random.random())
        said = [
            uuid.uuid4(),
            uuid.uuid1(),
            secrets.token_hex(4),
            datetime.datetime.now(datetime.UTC),
        ]
        for place, task in enumerate(done):
            self.world.effect(f"{task.get_name()}-{place}", f"{said[place % 4]}")
        for task in tasks:
            task.cancel()
        await self.post(intent)
        return ACCEPTED

    async def doze(self, _number):
        await asyncio.sleep(random.expovariate(1.0))


class Hangs(Toy):
    async def send(self, intent):
        await self.post(intent)
        await asyncio.Event().wait()


class Endless(Toy):
    """Sends again for ever, whatever it is told."""

    policy = Policy(delivery="at-least-once")

    async def send(self, intent):
        while True:
            await self.post(intent)
            await self.world.sleep(1)


class Raises(Toy):
    async def send(self, _intent):
        raise LookupError("no such order")

    async def receive(self, _webhook):
        raise KeyError("entry")


class Forgets(Toy):
    """Starts a task, forgets it, and it fails."""

    async def send(self, intent):
        asyncio.create_task(self.fail())  # noqa: RUF006 - it is what it does
        await self.post(intent)
        return ACCEPTED

    async def fail(self):
        raise LookupError("nobody looks")


class Swallows(Toy):
    """Reaches out for real and pretends that nothing happened."""

    async def send(self, intent):
        try:
            await asyncio.open_connection("example.com", 80)
        except Exception:  # noqa: BLE001 - it is what it does
            await self.post(intent)
        return ACCEPTED


class Late(Toy):
    """Waits for an answer that takes a day."""

    async def send(self, intent):
        await self.world.sleep(86_400)
        await self.post(intent)
        return ACCEPTED


class Naps(Toy):
    """Its messages wake up at the same instant."""

    async def send(self, intent):
        await self.world.sleep(60 - self.world.now())
        self.world.effect(intent.marker, "awake")
        return Outcome(state="cancelled")


class Overclaims(Toy):
    policy = Policy(delivery="provider-idempotent")

    async def send(self, _intent):
        return Outcome(state="accepted")


def broken(world):
    raise RuntimeError(f"no settings in {type(world).__name__}")
