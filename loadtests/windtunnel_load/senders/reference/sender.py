"""The reference sender itself: the attempt loop, and the webhook's other half of it."""

import asyncio

import httpx
import msgspec

from windtunnel.domain.policy import Backoff, Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.customers import OPTED_OUT, Customers
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.pauses import Pauses
from windtunnel_load.senders.reference.retry import (
    ATTEMPTS,
    BACKOFF_BASE_S,
    BACKOFF_CAP_S,
    CAUSE_OF,
    DONE,
    HORIZON_S,
    Decision,
    Retry,
)
from windtunnel_load.senders.reference.webhooks import Status, is_signed, read
from windtunnel_load.senders.reference.wire import VERSION, body_of, read_answer

CALLS_MAX = 10
CLIENT_TIMEOUT_S = 2.0
HORIZON_MARGIN_S = 0.25
"""Between the decision to attempt and the attempt's arrival at the provider."""

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
        self._customers = Customers(world.store("customers"))
        self._pauses = Pauses(world)
        self._calls = asyncio.Semaphore(CALLS_MAX)
        self._resuming: asyncio.Task[None] | None = None
        self._resumed: set[asyncio.Task[None]] = set()

    async def send(self, intent: Intent) -> Outcome | None:
        """Send one intent; None where its outcome is or will be reported."""
        await self._resume()
        entry = await self._outbox.open(intent)
        return None if entry is None else await self._deliver(entry)

    async def receive(self, webhook: Webhook) -> int:
        """Take one webhook: the signature, then each event; durable before it is acknowledged."""
        if not is_signed(webhook.headers, webhook.body, self._meta.app_secret):
            return HTTP_FORBIDDEN
        await self._resume()
        try:
            events = list(read(webhook.body))
        except (msgspec.MsgspecError, LookupError, TypeError, AttributeError):
            return HTTP_BAD_REQUEST
        for event in events:
            if isinstance(event, Status):
                await self._take_status(event)
            else:
                is_new = await self._customers.wrote(event, self._world.now())
                self._world.effect(event.message, "read", noop=not is_new)
        return HTTP_OK

    async def close(self) -> None:
        """Let go of what was resumed; the client and the stores belong to the world."""
        for task in self._resumed:
            task.cancel()
        await asyncio.gather(*self._resumed, return_exceptions=True)

    async def _resume(self) -> None:
        """Take up, once, what an earlier life on the same store left open."""
        if self._resuming is None:
            self._resuming = asyncio.get_running_loop().create_task(self._take_up())
        await asyncio.shield(self._resuming)

    async def _take_up(self) -> None:
        for entry in await self._outbox.resume():
            if entry.state == "in-flight":
                self._report(entry, await self._finish(entry, Outcome(state="unknown")))
            else:
                task = asyncio.get_running_loop().create_task(self._deliver_again(entry))
                self._resumed.add(task)
                task.add_done_callback(self._resumed.discard)

    async def _deliver_again(self, entry: Entry) -> None:
        self._report(entry, await self._deliver(entry))

    def _report(self, entry: Entry, outcome: Outcome | None) -> None:
        if outcome is not None:
            self._world.report(entry.wanted.intent, outcome)

    async def _deliver(self, entry: Entry) -> Outcome | None:
        """Attempt until there is an outcome; None where a webhook told it first."""
        last: Decision | None = None
        while True:
            await self._pauses.wait(entry.wanted)
            async with self._calls:
                if self._pauses.left_s(entry.wanted) > 0:
                    continue
                stopped = await self._reason_to_stop(entry)
                if stopped is not None:
                    return await self._finish(entry, stopped)
                last = await self._attempt(entry)
            if last.act == "again":
                entry.state = "queued"
                self._pauses.hold(entry.wanted, last)
                if not self._is_late(entry, last.wait_s):
                    await self._outbox.save(entry)
                    continue
            return await self._finish(entry, _outcome_of(last))

    async def _reason_to_stop(self, entry: Entry) -> Outcome | None:
        if entry.state in {"accepted", "failed"}:
            return Outcome(state=entry.told)
        wanted, now = entry.wanted, self._world.now()
        if wanted.deadline_us is not None and now * 1e6 >= wanted.deadline_us:
            return Outcome(state="expired", cause="expired")
        if self._is_late(entry, 0.0):
            return Outcome(state="failed", cause="limit")
        number = self._meta.numbers[wanted.number]
        return await self._customers.reason_against(wanted, number=number, now_s=now)

    def _is_late(self, entry: Entry, wait_s: float) -> bool:
        """Say whether an attempt after a wait would lie beyond the declared horizon."""
        if entry.begun_s is None:
            return False
        return self._world.now() + wait_s > entry.begun_s + HORIZON_S - HORIZON_MARGIN_S

    async def _attempt(self, entry: Entry) -> Decision:
        wanted = entry.wanted
        entry.state = "in-flight"
        entry.attempts += 1
        entry.begun_s = self._world.now() if entry.begun_s is None else entry.begun_s
        await self._outbox.save(entry)
        attempt = entry.attempts
        chance = self._world.chance("backoff", wanted.marker, attempt)
        try:
            reply = await self._post(wanted)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            self._world.seen(wanted.intent, "error")
            return self._retry.after_no_connection(attempt=attempt, chance=chance)
        except httpx.RequestError:
            self._world.seen(wanted.intent, "timeout")
            return self._retry.after_silence(attempt=attempt, chance=chance)
        entry.message, code = read_answer(reply.content)
        if entry.message is not None:
            self._world.seen(wanted.intent, "ok")
            return DONE
        self._world.seen(wanted.intent, "error")
        http = reply.status_code
        return self._retry.after_answer(code, http, attempt=attempt, chance=chance)

    async def _post(self, wanted: Intent) -> httpx.Response:
        number = self._meta.numbers[wanted.number]
        reply: httpx.Response = await self._world.http.post(
            f"{self._meta.base_url}/{VERSION}/{number}/messages",
            content=msgspec.json.encode(body_of(wanted)),
            headers={
                "authorization": f"Bearer {self._meta.token}",
                "content-type": "application/json",
            },
            timeout=CLIENT_TIMEOUT_S,
        )
        return reply

    async def _finish(self, entry: Entry, outcome: Outcome) -> Outcome | None:
        """Write the end of an entry; a webhook that came before it knows better."""
        entry.state = entry.told if entry.receipt else outcome.state
        await self._outbox.save(entry)
        return None if entry.receipt else outcome

    async def _take_status(self, status: Status) -> None:
        event = f"{status.message}:{status.status}"
        entry = await self._outbox.find(status.opaque)
        if status.code == OPTED_OUT:
            await self._customers.stop(status.recipient)
        if entry is None:
            self._world.effect(event, "unknown", noop=True)
            return
        before = entry.state
        is_new = entry.take(status.status)
        if is_new:
            entry.message = entry.message or status.message
            await self._outbox.save(entry)
        if is_new and entry.state != before:
            self._world.report(entry.wanted.intent, _told_by(status))
        self._world.effect(event, entry.receipt, noop=not is_new)


def _outcome_of(decision: Decision) -> Outcome:
    if decision.act == "done":
        return Outcome(state="accepted")
    if decision.act == "park":
        return Outcome(state="unknown")
    return Outcome(state="failed", cause=decision.cause, code=decision.code)


def _told_by(status: Status) -> Outcome:
    if status.status != "failed":
        return Outcome(state="accepted")
    cause = CAUSE_OF.get(status.code or -1, "provider")
    return Outcome(state="failed", cause=cause, code=status.code)
