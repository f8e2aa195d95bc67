"""A sender for Pigeon Post: one call for each letter, none after a doubt.

A loft that is told to send slowly is left alone, whichever letter met it.
"""

import asyncio

import httpx
import msgspec

from windtunnel import Outcome, Policy

WAIT_S = {429: 1.5, 503: 2.5}
AUTH = {1, 2}


class Loft:
    policy = Policy(delivery="at-most-once", attempts=1, horizon_s=5.0)

    def __init__(self, world):
        self.world, self.pigeon = world, world.credentials["pigeon"]
        self.called, self.stopped = world.store("called"), world.store("stopped")
        self.quiet_until = 0.0

    async def send(self, intent):
        if await self.called.get(intent.marker):
            return Outcome(state="unknown")
        while (wait_s := self.quiet_until - self.world.now()) > 0:  # noqa: ASYNC110 - it moves
            await asyncio.sleep(wait_s)
        if intent.deadline_us is not None and self.world.now() * 1e6 >= intent.deadline_us:
            return Outcome(state="expired", cause="expired")
        stopped = await self.stopped.get(intent.recipient)
        if intent.scope == "marketing" and (stopped or not intent.consent):
            return Outcome(state="cancelled", cause="recipient")
        await self.called.write({intent.marker: b"1"})
        return await self._call(intent)

    async def _call(self, intent):
        url = f"{self.pigeon.base_url}/pigeon/{self.pigeon.numbers[intent.number]}/letters"
        headers = {"authorization": f"Pigeon {self.pigeon.token}"}
        letter = {"to": intent.recipient, "words": intent.text, "tag": intent.marker}
        try:
            reply = await self.world.http.post(
                url, headers=headers, content=msgspec.json.encode(letter)
            )
        except httpx.TransportError:
            return Outcome(state="unknown")
        if reply.is_success:
            return Outcome(state="accepted")
        self.quiet_until = self.world.now() + WAIT_S.get(reply.status_code, 0)
        code = reply.json()["trouble"]["number"]
        return Outcome(state="failed", cause="auth" if code in AUTH else "provider", code=code)

    async def receive(self, webhook):
        for flight in msgspec.json.decode(webhook.body)["flights"]:
            if flight.get("words", "").strip().upper() in {"STOP", "UNSUBSCRIBE"}:
                await self.stopped.write({flight["from"]: b"1"})
        return 200

    async def close(self): ...


create = Loft
