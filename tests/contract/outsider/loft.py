"""A sender for Pigeon Post: one try more where the provider asks for it, none after silence.

A loft that is told to send slowly is left alone, whichever letter met it.
"""

import asyncio

import httpx
import msgspec

from windtunnel import Outcome, Policy

WAIT_S = {429: 1.5, 503: 2.5}


class Loft:
    policy = Policy(delivery="at-most-once", attempts=2, horizon_s=5.0)

    def __init__(self, world):
        self.world, self.pigeon = world, world.credentials["pigeon"]
        self.quiet_until = 0.0
        self.stopped = world.store("stopped")

    async def send(self, intent):
        number = self.pigeon.numbers[intent.number]
        clock = asyncio.get_running_loop().time
        for _ in range(self.policy.attempts):
            while (wait_s := self.quiet_until - clock()) > 0:  # noqa: ASYNC110 - it moves
                await asyncio.sleep(wait_s)
            if intent.deadline_us is not None and self.world.now() * 1e6 >= intent.deadline_us:
                return Outcome(state="expired", cause="expired")
            stopped = await self.stopped.get(intent.recipient)
            if intent.scope == "marketing" and (stopped or not intent.consent):
                return Outcome(state="cancelled", cause="recipient")
            try:
                reply = await self.world.http.post(
                    f"{self.pigeon.base_url}/pigeon/{number}/letters",
                    headers={"authorization": f"Pigeon {self.pigeon.token}"},
                    content=msgspec.json.encode(
                        {"to": intent.recipient, "words": intent.text, "tag": intent.marker}
                    ),
                )
            except httpx.TransportError:
                return Outcome(state="unknown")
            if reply.is_success:
                return Outcome(state="accepted")
            if reply.status_code not in WAIT_S:
                break
            self.quiet_until = clock() + WAIT_S[reply.status_code]
        code = reply.json()["trouble"]["number"]
        return Outcome(state="failed", cause="auth" if code <= 2 else "provider", code=code)

    async def receive(self, webhook):
        for flight in msgspec.json.decode(webhook.body)["flights"]:
            if flight.get("words", "").strip().upper() in {"STOP", "UNSUBSCRIBE"}:
                await self.stopped.write({flight["from"]: b"1"})
        return 200

    async def close(self): ...


create = Loft
