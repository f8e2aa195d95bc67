"""A sender on tenacity and httpx, as an asyncio service would have it.

All of the retrying stands in one decorator. What a user of tenacity would not write (waits that
other messages heed, a look at the receipts before a retry) is not here; docs/examples.md tells
what that means.
"""

import httpx
from tenacity import (
    retry,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from windtunnel.domain.policy import Backoff, Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.wires.meta import body_of
from windtunnel_load.senders.service_parts import (
    Receipts,
    RefusedError,
    headers_of,
    message_id,
    path_of,
)

ATTEMPTS = 5
WITHIN_S = 12.0
LONGEST_WAIT_S = 8.0
TIMEOUT_S = 5.0
BUSY = frozenset({429, 500, 502, 503, 504})
PASSING = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057})
"""Meta's codes that say "later"; the HTTP status of a throttled call is 400."""


def is_transient(error: BaseException) -> bool:
    """Say whether another try is worth it: no answer, a busy server, or a code that passes."""
    if isinstance(error, RefusedError):
        return error.status in BUSY or error.code in PASSING
    return isinstance(error, httpx.TransportError)


class TenacitySender:
    """One decorated call for each message."""

    policy = Policy(
        delivery="at-least-once",
        attempts=ATTEMPTS,
        horizon_s=WITHIN_S,
        backoff=Backoff(base_s=1.0, factor=2.0, cap_s=LONGEST_WAIT_S, jitter="none"),
        client_timeout_s=TIMEOUT_S,
    )

    def __init__(self, world: SenderWorld) -> None:
        self.world = world
        self.receipts = Receipts(world)

    async def send(self, intent: Intent) -> Outcome | None:
        """Send, and note how it ended."""
        try:
            await self.post(intent)
        except RefusedError as error:
            return error.outcome
        except httpx.TransportError:
            return Outcome(state="failed", cause="provider")
        return Outcome(state="accepted")

    @retry(
        retry=retry_if_exception(is_transient),
        wait=wait_exponential_jitter(max=LONGEST_WAIT_S),
        stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(WITHIN_S),
        reraise=True,
    )
    async def post(self, intent: Intent) -> str:
        """Send and return the message's id, after as many tries as it takes."""
        return await self.call(intent)

    async def call(self, intent: Intent) -> str:
        """Send once and return the message's id."""
        reply = await self.world.http.post(
            "https://graph.facebook.com" + path_of(self.world, intent),
            json=body_of(intent),
            headers=headers_of(self.world),
            timeout=TIMEOUT_S,
        )
        return message_id(reply.status_code, reply.content, reply.headers)

    async def receive(self, webhook: Webhook) -> int:
        """Take a webhook."""
        return await self.receipts.receive(webhook)

    async def close(self) -> None:
        """The client belongs to the world."""


def create(world: SenderWorld) -> TenacitySender:
    """Return a sender on tenacity."""
    return TenacitySender(world)
