"""Facts of what was wanted and of what the sender says."""

from typing import Literal

from windtunnel.domain.facts.base import Fact, MessageScope, OutcomeState
from windtunnel.domain.submit import Form


class IntentFact(Fact, tag="intent"):
    """One thing the business wants said; `intended_t` is the planned time in µs.

    `text_sha` is the content where the provider at hand has no templates.
    """

    intent: int
    marker: str
    recipient: str
    country: str
    number: str
    flow: str
    intended_t: int
    form: Form
    scope: MessageScope
    template: str | None = None
    lang: str | None = None
    content_sha: str | None = None
    deadline: int | None = None
    order_key: str | None = None
    segment: str | None = None
    variant: str | None = None
    text_sha: str | None = None


class ShedFact(IntentFact, tag="shed"):
    """An intent that was not sent because the in-flight cap was full."""


class PromiseFact(Fact, tag="promise"):
    """The service's own reply to an intent: `http` is None where none came."""

    intent: int
    http: int | None
    ms: float
    error: str | None = None


class SeenFact(Fact, tag="seen"):
    """What the sender believes of its attempt."""

    intent: int
    state: Literal["ok", "error", "timeout"]


class OutcomeFact(Fact, tag="outcome"):
    """How an intent ended, as its sender reports it."""

    intent: int
    state: OutcomeState
    cause: str | None = None
    code: int | None = None


class UnreadFact(Fact, tag="unread"):
    """What a service says of an outcome, and cannot be read.

    `intent` is None where nobody knows of which it speaks; `said` is its own word, shortened;
    `why` says what is wrong with it.
    """

    intent: int | None
    why: str
    said: str = ""


class ToAgentFact(Fact, tag="to_agent"):
    """A conversation was handed to a person; `context` is the inbound message it goes on from."""

    event: str
    context: str | None = None


class EffectFact(Fact, tag="effect"):
    """What the sender did with a webhook event."""

    event: str
    state: str
    noop: bool = False
    contact: str | None = None
