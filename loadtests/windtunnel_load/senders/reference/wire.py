"""A provider as this sender speaks it: one object that posts, reads, asks, and knows its codes."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

import httpx
import msgspec

from windtunnel.domain.sender import Credentials, Intent, SenderWorld, Webhook
from windtunnel_load.senders.reference.events import Event, Status

CLIENT_TIMEOUT_S = 2.0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says: a message id, or a code and a wait, or neither."""

    message: str | None = None
    code: int | None = None
    retry_after_s: float = 0.0


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider's codes mean to a sender.

    `causes` are those that a given-up message is reported with; of every other code the cause is
    "provider". `waits` are of the codes that another attempt may cure: the shortest wait (s), its
    growth, and whom it holds up.
    """

    causes: dict[int, str]
    waits: dict[int, tuple[float, float, str]]

    def cause(self, code: int | None) -> str:
        """Return the cause that a code stands for."""
        return "provider" if code is None else self.causes.get(code, "provider")


class Wire:
    """Base of all providers; there is one small file for each of them.

    `has_windows` says whether free-form messages need an open session window, `asks_every_s` how
    often the provider must be asked for failures of which it tells nobody (None: it tells all).
    """

    name: ClassVar[str]
    codes: ClassVar[Codes]
    has_windows: ClassVar[bool] = True
    asks_every_s: ClassVar[float | None] = None

    def __init__(self, world: SenderWorld) -> None:
        self._world = world

    @property
    def credentials(self) -> Credentials:
        """What it is spoken with, with the token that is good now."""
        return self._world.credentials[self.name]

    async def post(self, intent: Intent, number: str, *, attempt: int) -> Answer:
        """Send an intent from a number of this name and return what the answer says.

        Raises:
            httpx.RequestError: there was none.
        """
        raise NotImplementedError

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        raise NotImplementedError

    def is_genuine(self, webhook: Webhook) -> bool:
        """Say whether the provider has sent a webhook, as far as that can be told."""
        raise NotImplementedError

    def events(self, body: bytes) -> Iterator[Event]:
        """Yield what a webhook says, in its order.

        Raises:
            msgspec.MsgspecError: the body is not JSON.
            LookupError, TypeError, AttributeError, ValueError: it has not the documented form.
        """
        raise NotImplementedError

    async def look_up(self, intent: Intent) -> Sequence[Status] | None:
        """Return how the copies of a message stand; None where nobody can be asked."""
        del intent
        return None

    async def failures(self, number: str) -> Sequence[Status]:
        """Return failures at a number that were not told before, of which nobody is told."""
        del number
        return ()
