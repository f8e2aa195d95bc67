"""What a plain service has around its sending call: the address, Meta's no, and its receipts.

The examples on tenacity and on requests share it, so that what is found in one of them is of the
way it tries again, and not of how a webhook is read.
"""

from collections.abc import Mapping

import msgspec

from windtunnel.domain.sender import Credentials, Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.events import Status
from windtunnel_load.senders.reference.webhooks.meta import is_signed, read
from windtunnel_load.senders.reference.wires.meta import CODES, VERSION, read_answer
from windtunnel_load.senders.spoken import spoken

SIGNED, UNSIGNED, UNREADABLE = 200, 403, 400
RANK = {b"sent": 1, b"failed": 2, b"delivered": 3, b"read": 4}


class RefusedError(Exception):
    """Meta said no: the HTTP status, the code in the body (None where there is none), a wait."""

    def __init__(self, status: int, code: int | None, retry_after_s: float = 0.0) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s

    @property
    def outcome(self) -> Outcome:
        """What the service notes."""
        cause = CODES.cause(self.code)
        return Outcome(state="failed", cause=cause, code=self.code)


def meta_of(world: SenderWorld) -> Credentials:
    """Return what Meta is spoken with, by the token that is good now.

    Raises:
        ConfigError: the world has another provider.
    """
    return spoken(world, "meta", by="this service")


def path_of(world: SenderWorld, intent: Intent) -> str:
    """Return the path of a send."""
    return f"/{VERSION}/{meta_of(world).numbers[intent.number]}/messages"


def headers_of(world: SenderWorld) -> dict[str, str]:
    """Return the headers of a send, with the token that is good now."""
    return {"authorization": f"Bearer {meta_of(world).token}"}


def message_id(status: int, body: bytes, headers: Mapping[str, str]) -> str:
    """Return the id in an answer.

    Raises:
        RefusedError: there is none, whatever the HTTP status says.
    """
    answer = read_answer(body, headers)
    if answer.message is None:
        raise RefusedError(status, answer.code, answer.retry_after_s)
    return answer.message


class Receipts:
    """The service's table of receipts: per message the furthest status, per event that it came."""

    def __init__(self, world: SenderWorld) -> None:
        self._world = world
        self._kept = world.store("receipts")
        self._secret = meta_of(world).app_secret

    async def receive(self, webhook: Webhook) -> int:
        """Take a webhook, if it is signed."""
        if not is_signed(webhook.headers, webhook.body, self._secret):
            return UNSIGNED
        try:
            events = list(read(webhook.body))
        except (msgspec.MsgspecError, LookupError, TypeError, AttributeError):
            return UNREADABLE
        for event in events:
            if isinstance(event, Status):
                await self._take(event)
        return SIGNED

    async def status_of(self, marker: str) -> str | None:
        """Return how far a message of ours has come, by the data that we gave with it."""
        found = await self._kept.get(f"of {marker}")
        return None if found is None else found.decode()

    async def _take(self, status: Status) -> None:
        event, message = f"event {status.event}", f"of {status.opaque}"
        is_new = await self._kept.get(event) is None
        state = await self._kept.get(message) or b"sent"
        if is_new:
            state = max(state, status.status.encode(), key=lambda word: RANK.get(word, 0))
            await self._kept.write({event: b"1", message: state})
        self._world.effect(status.event, state.decode(), noop=not is_new)
