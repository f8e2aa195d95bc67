"""The three examples of docs/examples.md, mended: one loop that knows Meta, in front of each.

The page shows these classes as they stand here, and test_examples.py says what they keep.
"""

import asyncio

import httpx
import msgspec
import requests
from pywa import errors
from tenacity import retry, stop_after_attempt, stop_before_delay, wait_exponential_jitter
from urllib3.exceptions import NewConnectionError
from urllib3.util import Retry as SessionRetry

from windtunnel.domain.sender import Intent, Outcome
from windtunnel_load.senders.pywa_sender import PywaSender
from windtunnel_load.senders.reference.events import Status
from windtunnel_load.senders.reference.pauses import Pauses
from windtunnel_load.senders.reference.retry import Retry
from windtunnel_load.senders.reference.webhooks.meta import read
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires.meta import CODES
from windtunnel_load.senders.requests_sender import RequestsSender
from windtunnel_load.senders.service_parts import Receipts, RefusedError
from windtunnel_load.senders.tenacity_sender import PASSING, TenacitySender

BACKOFF = wait_exponential_jitter(max=8)
UNKNOWN = Outcome(state="unknown")
THROTTLED = 130429


class Limits(Pauses):
    """The reference's pauses: by account, number and pair, kept over a crash."""

    is_resumed = False

    async def heed(self, intent, code, retry_after_s=0.0):
        said = Answer(code=code, retry_after_s=retry_after_s)
        decision = Retry(CODES).after_answer(said, attempt=1, chance=0.0, row=self.row(intent))
        if decision.wait_s > 0:
            await self.hold(intent, decision)

    async def resume(self):
        if not self.is_resumed:
            self.is_resumed = True
            await super().resume()


class HeldError(RefusedError):
    """It is not to be sent now."""


def wait_longer(state):
    sender, intent = state.args
    return max(BACKOFF(state), sender.limits.left_s(intent))


def is_worth_it(state):
    sender, _ = state.args
    error = state.outcome.exception()
    is_silent = isinstance(error, sender.silent) and not isinstance(error, sender.unsent)
    if is_silent and sender.policy.delivery == "at-most-once":
        return False
    if isinstance(error, RefusedError) and error.code is not None:
        return error.code in PASSING
    return isinstance(error, (RefusedError, *sender.silent))


class Mended:
    """`once` is one call; it raises `silent` without an answer, `unsent` where nothing left."""

    silent = (httpx.TransportError,)
    unsent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

    def __init__(self, world):
        super().__init__(world)
        self.limits = Limits(world)
        self.receipts = Receipts(world)
        self.sent = world.store("sent")
        self.doubtful = set()

    async def send(self, intent):
        await self.limits.resume()
        if intent.scope == "marketing" and not intent.consent:
            return Outcome(state="cancelled", cause="recipient")
        await self.limits.wait(intent)
        try:
            await self.post(intent)
        except RefusedError as error:
            ended = error.outcome
        except self.silent:
            ended = Outcome(state="failed", cause="provider")
        else:
            ended = Outcome(state="accepted")
        is_open = ended.state == "failed" and intent.marker in self.doubtful
        return UNKNOWN if is_open else ended

    @retry(
        retry=is_worth_it,
        wait=wait_longer,
        stop=stop_after_attempt(4) | stop_before_delay(11),
        reraise=True,
    )
    async def post(self, intent):
        if await self.receipts.status_of(intent.marker):
            return
        if self.limits.left_s(intent) > 0:
            raise HeldError(429, THROTTLED)
        await self.sent.write({intent.marker: msgspec.json.encode(intent)})
        try:
            await self.once(intent)
        except RefusedError as error:
            if error.code is None:
                self.doubtful.add(intent.marker)
            await self.limits.heed(intent, error.code, error.retry_after_s)
            raise
        except self.unsent:
            raise
        except self.silent:
            self.doubtful.add(intent.marker)
            raise
        await self.limits.clear(intent)

    async def receive(self, webhook):
        await self.limits.resume()
        http = await super().receive(webhook)
        for event in read(webhook.body) if http == 200 else ():
            if isinstance(event, Status) and event.code is not None:
                raw = await self.sent.get(event.opaque)
                await self.limits.heed(msgspec.json.decode(raw, type=Intent), event.code)
        return http


class MendedTenacity(Mended, TenacitySender):
    async def once(self, intent):
        await self.call(intent)


class MendedRequests(Mended, RequestsSender):
    """The session tries again only where nothing has left: all else is for who reads codes."""

    silent = (requests.RequestException,)
    unsent = (requests.exceptions.ConnectTimeout,)
    retries = SessionRetry(total=None, connect=3, read=0, status=0, other=0)

    async def once(self, intent):
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.workers, self.call, intent)
        except requests.ConnectionError as error:
            if isinstance(getattr(error.args[0], "reason", None), NewConnectionError):
                raise requests.exceptions.ConnectTimeout from error
            raise


class MendedPywa(Mended, PywaSender):
    """A KeyError is an answer without a code: nobody knows what became of the call."""

    silent = (httpx.TransportError, KeyError)

    def __init__(self, world):
        super().__init__(world)
        world.http.event_hooks["response"].append(say_so)

    async def once(self, intent):
        try:
            await self._call(intent)
        except errors.WhatsAppError as error:
            after = error.raw_response.headers.get("retry-after", "0")
            status = error.raw_response.status_code
            if error.code == status:  # pywa puts the status where an answer has no code
                raise KeyError("code") from error
            raise RefusedError(status, error.code, float(after)) from error


async def say_so(reply):
    """Let pywa see an error in a 200, which it takes for a success that it cannot read."""
    await reply.aread()
    if reply.is_success and b'"error"' in reply.content:
        reply.status_code = 500
