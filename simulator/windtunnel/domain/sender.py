"""The contract with a sender: what it is given, what it gives back."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal, Protocol

import msgspec

from windtunnel.domain.facts import MessageScope, OutcomeState
from windtunnel.domain.policy import Policy
from windtunnel.domain.submit import Form


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the business wants said to one recipient.

    `text` is the body of a free-form message, and what a template says where the provider at hand
    has none. For a template, `header` and `body` are parameter
    texts in order (positional) and `named` the named ones; an authentication template's code
    stands in `code` and goes twice, into the body and the button. The marker is inside one of
    these already. `consent` is the evidence of the recipient's consent that the business holds at
    that time, "" where it holds none. `deadline_us` and `intended_us` are harness time in µs.
    """

    intent: int
    marker: str
    recipient: str
    country: str
    number: str
    flow: str
    form: Form
    scope: MessageScope
    intended_us: int
    text: str = ""
    template: str | None = None
    lang: str | None = None
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    named: dict[str, str] = {}
    code: str | None = None
    deadline_us: int | None = None
    order_key: str | None = None
    provider: str = ""
    consent: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How an intent ended; `cause` of template, recipient, limit, auth, provider, expired."""

    state: OutcomeState
    cause: str | None = None
    code: int | None = None


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook POST as it came: header names in lower case, the raw body."""

    provider: str
    headers: dict[str, str]
    body: bytes


class Store(Protocol):
    """A durable store that survives a simulated crash."""

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key."""

    async def write(self, changes: Mapping[str, bytes | None]) -> None:
        """Apply all changes or none; durable on return. None deletes."""

    def items(self, prefix: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the pairs whose key starts with the prefix, in order of key."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a sender needs for one provider. `numbers` maps a number's name to its id."""

    provider: str
    base_url: str
    token: str
    account: str
    app_secret: str
    verify_token: str
    numbers: dict[str, str]
    displays: dict[str, str] = {}


class SenderWorld(Protocol):
    """What a sender is given of the world it sends in."""

    @property
    def credentials(self) -> Mapping[str, Credentials]:
        """By provider name."""

    @property
    def webhook_url(self) -> str:
        """The address at which this sender's webhooks arrive."""

    @property
    def http(self) -> Any:
        """An httpx.AsyncClient whose transport routes every provider host to this run."""

    async def sleep(self, seconds: float) -> None:
        """Wait in the sender's own seconds."""

    def now(self) -> float:
        """Return harness time in seconds."""

    def chance(self, purpose: str, *entity: str | int) -> float:
        """Return a keyed draw in [0, 1), for jitter."""

    def report(self, intent: int, outcome: Outcome) -> None:
        """Say how an intent ended; the last report counts."""

    def seen(self, intent: int, state: Literal["ok", "error", "timeout"]) -> None:
        """Say what was learnt from an attempt's answer."""

    def effect(
        self, event: str, state: str, *, noop: bool = False, contact: str | None = None
    ) -> None:
        """Say what a webhook event changed."""

    def to_agent(self, event: str, *, context: str | None = None) -> None:
        """Say that a conversation was handed to a person.

        Args:
            event: id of the inbound message that made it so.
            context: id of the inbound message from which the person can go on.
        """

    def store(self, name: str) -> Store:
        """Return a durable store of this name."""


class Sender(Protocol):
    """The software under test."""

    @property
    def policy(self) -> Policy:
        """What it claims of itself."""

    async def send(self, intent: Intent) -> Outcome | None:
        """Send one intent; None is a promise that the outcome comes by `world.report`."""

    async def receive(self, webhook: Webhook) -> int:
        """Take one webhook and return the HTTP status to answer with."""

    async def close(self) -> None:
        """Let go of everything; called once, at the end."""
