"""A sender on requests and urllib3's Retry, its blocking calls in a pool of threads.

All of the retrying stands in one `Retry`. What its user would not write (a look at Meta's codes,
waits that other messages heed, the receipts before a retry) is not here; docs/examples.md tells
what that means.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.wires.meta import body_of
from windtunnel_load.senders.service_parts import (
    Receipts,
    RefusedError,
    headers_of,
    message_id,
    meta_of,
    path_of,
)

RETRIES = 3
WITHIN_S = 15.0
TIMEOUT_S = 3.0
WORKERS = 32


class RequestsSender:
    """One session for all threads."""

    retries = Retry(
        total=RETRIES,
        backoff_factor=0.5,
        status_forcelist=[429, 500, 502, 503, 504],
        allowed_methods={"POST"},
        respect_retry_after_header=True,
    )
    policy = Policy(
        delivery="at-least-once",
        attempts=1 + RETRIES,
        horizon_s=WITHIN_S,
        client_timeout_s=TIMEOUT_S,
    )

    def __init__(self, world: SenderWorld) -> None:
        self.world = world
        self.receipts = Receipts(world)
        self.workers = ThreadPoolExecutor(WORKERS)
        self.session = requests.Session()
        self.session.trust_env = False  # a proxy of the environment is no way to a simulator
        adapter = HTTPAdapter(max_retries=self.retries, pool_maxsize=WORKERS)
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)

    async def send(self, intent: Intent) -> Outcome | None:
        """Send, and note how it ended."""
        try:
            await self.post(intent)
        except RefusedError as error:
            return error.outcome
        except requests.RequestException:
            return Outcome(state="failed", cause="provider")
        return Outcome(state="accepted")

    async def post(self, intent: Intent) -> str:
        """Send in a thread and return the message's id, after as many tries as it takes."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.workers, self.call, intent)

    def call(self, intent: Intent) -> str:
        """Send and return the message's id; the session tries again by itself."""
        reply = self.session.post(
            meta_of(self.world).base_url + path_of(self.world, intent),
            json=body_of(intent),
            headers=headers_of(self.world),
            timeout=TIMEOUT_S,
        )
        return message_id(reply.status_code, reply.content, reply.headers)

    async def receive(self, webhook: Webhook) -> int:
        """Take a webhook."""
        return await self.receipts.receive(webhook)

    async def close(self) -> None:
        """Let go of the threads and the connections."""
        self.workers.shutdown()
        self.session.close()


def create(world: SenderWorld) -> RequestsSender:
    """Return a sender on requests."""
    return RequestsSender(world)
