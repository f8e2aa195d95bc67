"""The reference sender itself: the attempt loop and the webhook's other half of it."""

import asyncio

import httpx
import msgspec

from windtunnel.domain.policy import Backoff, Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.customers import Customers
from windtunnel_load.senders.reference.outbox import RANK, Entry, Outbox
from windtunnel_load.senders.reference.pauses import Pauses
from windtunnel_load.senders.reference.retry import (
    ATTEMPTS,
    BACKOFF_BASE_S,
    BACKOFF_CAP_S,
    CAUSE_OF,
    HORIZON_S,
    Decision,
    Retry,
)
from windtunnel_load.senders.reference.webhooks import Seen, Status, Text, is_signed, read
from windtunnel_load.senders.reference.wire import VERSION, body_of, read_answer

CALLS_MAX = 10
CLIENT_TIMEOUT_S = 2.0
HTTP_OK = 200
HTTP_FORBIDDEN = 403
HTTP_BAD_REQUEST = 400


class Reference:
    """At most once, and it says so where it cannot know."""

    policy = Policy(
        delivery="at-most-once",
        attempts=ATTEMPTS,
        horizon_s=HORIZON_S,
        backoff=Backoff(base_s=BACKOFF_BASE_S, factor=2.0, cap_s=BACKOFF_CAP_S, jitter="full"),
        client_timeout_s=CLIENT_TIMEOUT_S,
        ack_deadline_s=5.0,
        opt_out_grace_s=1.0,
    )

    def __init__(self, world: SenderWorld, retry: Retry) -> None:
        self._world = world
        self._retry = retry
        self._meta = world.credentials["meta"]
        self._outbox = Outbox(world.store("outbox"))
        self._customers = Customers()
        self._pauses = Pauses(world)
        self._seen = Seen()
        self._calls = asyncio.Semaphore(CALLS_MAX)
        self._resumed: asyncio.Task[None] | None = None

    async def send(self, intent: Intent) -> Outcome | None:
        """Send one intent; None where a webhook will tell."""
        await self._resume()
        entry = await self._outbox.open(intent)
        begun: float | None = None
        while True:
            await self._pauses.wait(intent)
            async with self._calls:
                if self._pauses.left_s(intent) > 0:
                    continue
                now = self._world.now()
                begun = now if begun is None else begun
                stopped = self._reason_to_stop(intent, entry, late=now - begun > HORIZON_S)
                if stopped is not None:
                    return await self._finish(entry, stopped)
                decision = await self._attempt(intent, entry)
            if decision.act == "again":
                self._pauses.hold(intent, decision)
                continue
            return await self._conclude(entry, decision)

    async def receive(self, webhook: Webhook) -> int:
        """Take one webhook: signature, then each event once."""
        if not is_signed(webhook.headers, webhook.body, self._meta.app_secret):
            return HTTP_FORBIDDEN
        try:
            events = list(read(webhook.body))
        except (msgspec.DecodeError, KeyError, AttributeError, ValueError):
            return HTTP_BAD_REQUEST
        for event in events:
            if isinstance(event, Status):
                await self._take_status(event)
            else:
                self._take_text(event)
        return HTTP_OK

    async def close(self) -> None:
        """Nothing is held open here: the client and the store belong to the world."""

    async def _resume(self) -> None:
        if self._resumed is None:
            self._resumed = asyncio.get_running_loop().create_task(self._report_lost())
        await asyncio.shield(self._resumed)

    async def _report_lost(self) -> None:
        for entry in await self._outbox.resume():
            entry.state = "unknown"
            await self._outbox.save(entry)
            self._world.report(entry.intent, Outcome(state="unknown"))

    def _reason_to_stop(self, intent: Intent, entry: Entry, *, late: bool) -> Outcome | None:
        if entry.state == "accepted":
            return Outcome(state="accepted")
        deadline_us = intent.deadline_us
        if deadline_us is not None and self._world.now() * 1e6 >= deadline_us:
            return Outcome(state="expired", cause="expired")
        if late:
            return Outcome(state="failed", cause="limit")
        return self._customers.reason_against(intent, self._world.now())

    async def _attempt(self, intent: Intent, entry: Entry) -> Decision:
        entry.state = "in-flight"
        entry.attempts += 1
        await self._outbox.save(entry)
        attempt = entry.attempts
        chance = self._world.chance("backoff", intent.marker, attempt)
        url = f"{self._meta.base_url}/{VERSION}/{self._meta.numbers[intent.number]}/messages"
        try:
            reply = await self._world.http.post(
                url,
                content=msgspec.json.encode(body_of(intent)),
                headers={
                    "authorization": f"Bearer {self._meta.token}",
                    "content-type": "application/json",
                },
                timeout=CLIENT_TIMEOUT_S,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            self._world.seen(intent.intent, "error")
            return self._retry.after_no_connection(attempt=attempt, chance=chance)
        except httpx.TransportError:
            self._world.seen(intent.intent, "timeout")
            return self._retry.after_silence(attempt=attempt, chance=chance)
        message, code = read_answer(reply.content)
        if message is not None:
            entry.message = message
            self._world.seen(intent.intent, "ok")
            return Decision(act="done")
        self._world.seen(intent.intent, "error")
        http = reply.status_code
        return self._retry.after_answer(code, http, attempt=attempt, chance=chance)

    async def _conclude(self, entry: Entry, decision: Decision) -> Outcome | None:
        if decision.act == "done" or entry.state == "accepted":
            return await self._finish(entry, Outcome(state="accepted"))
        if decision.act == "park":
            entry.state = "unknown"
            await self._outbox.save(entry)
            return Outcome(state="unknown")
        outcome = Outcome(state="failed", cause=decision.cause, code=decision.code)
        return await self._finish(entry, outcome)

    async def _finish(self, entry: Entry, outcome: Outcome) -> Outcome | None:
        """Write the end of an entry, unless a webhook has already told a later one."""
        if entry.state == "failed":
            return None
        entry.state = outcome.state
        await self._outbox.save(entry)
        return outcome

    async def _take_status(self, status: Status) -> None:
        event = f"{status.message}:{status.status}"
        entry = self._outbox.find(status.opaque, status.message)
        if not self._seen.is_new(event) or entry is None:
            self._world.effect(event, entry.state if entry else "unknown", noop=True)
            return
        entry.message = entry.message or status.message
        if status.status == "failed":
            entry.state = "failed"
            cause = CAUSE_OF.get(status.code or -1, "provider")
            await self._outbox.save(entry)
            self._world.report(
                entry.intent, Outcome(state="failed", cause=cause, code=status.code)
            )
        elif entry.state != "failed":
            rank = RANK.get(status.status, 0)
            noop = rank <= entry.rank
            entry.rank = max(entry.rank, rank)
            was, entry.state = entry.state, "accepted"
            await self._outbox.save(entry)
            if was != "accepted":
                self._world.report(entry.intent, Outcome(state="accepted"))
            self._world.effect(event, status.status, noop=noop)
            return
        self._world.effect(event, "failed")

    def _take_text(self, text: Text) -> None:
        if self._seen.is_new(text.message):
            self._customers.wrote(text, self._world.now())
            self._world.effect(text.message, "read")
