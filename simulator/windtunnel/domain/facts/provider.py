"""Facts of the provider's side: the edge, the handset, the courier."""

from typing import Literal

from windtunnel.domain.facts.base import Fact, MessageScope
from windtunnel.domain.submit import Form


class AttemptFact(Fact, tag="attempt"):
    """A request at the provider's edge, `t` at its first byte; `context` is what it replies to."""

    attempt: str
    provider: str
    number: str
    marker: str | None = None
    recipient: str | None = None
    form: Form | None = None
    template: str | None = None
    lang: str | None = None
    scope: MessageScope | None = None
    variant: str | None = None
    opaque: str | None = None
    conn: str | None = None
    idem_key: str | None = None
    content_sha: str | None = None
    context: str | None = None


class AnswerFact(Fact, tag="answer"):
    """What the provider decided. `fault` is the kind that struck, `fault_id` its id.

    `code` 0 is success unless `accepted` is false. `plan` says what was to happen on the wire:
    "clean", or the wire plan's acts joined by "+", such as "after-hold".
    """

    attempt: str
    http: int
    code: int
    cls: str
    accepted: bool
    wait_s: float | None = None
    message: str | None = None
    limiter: str | None = None
    fault: str | None = None
    fault_id: str | None = None
    plan: str = "clean"
    retry_after_s: int | None = None


class ReplyEndFact(Fact, tag="reply_end"):
    """What of the answer was handed to the kernel."""

    attempt: str
    written: Literal["all", "part", "none"]


class HandsetFact(Fact, tag="handset"):
    """A message on the customer's handset: the ground truth."""

    message: str
    provider: str
    number: str
    recipient: str
    form: Form
    content_sha: str
    marker: str | None = None
    template: str | None = None
    lang: str | None = None
    scope: MessageScope | None = None
    variant: str | None = None
    settled: bool = False


class StatusFact(Fact, tag="status"):
    """A status came to be; `handset_online` only on `sent`."""

    event: str
    message: str
    status: str
    status_t: int
    code: int | None = None
    cls: str | None = None
    wait_s: float | None = None
    handset_online: bool | None = None
    settled: bool = False


class PushFact(Fact, tag="push"):
    """One try at a webhook delivery, `t` at its end; http None: no answer.

    `fault` is the kind that had a hand in it, `fault_id` its id.
    """

    push: str
    events: tuple[str, ...]
    subscriber: str
    attempt_no: int
    http: int | None
    ms: float
    signed: Literal["good", "bad"] = "good"
    fault: str | None = None
    fault_id: str | None = None


class PushDroppedFact(Fact, tag="push_dropped"):
    """Events that will not be tried again: the ladder ended, or too many were owed.

    `why` is "lost" where a fault lost them before the first try: `fault`, with id `fault_id`.
    """

    events: tuple[str, ...]
    subscriber: str
    why: Literal["ladder_ended", "too_many_owed", "unsubscribed", "refused_target", "lost"]
    fault: str | None = None
    fault_id: str | None = None


class TemplateStateFact(Fact, tag="template_state"):
    """A template's state changed."""

    template: str
    lang: str
    state: str
    event: str | None = None


class NumberStateFact(Fact, tag="number_state"):
    """A number's state changed."""

    number: str
    state: str


class ToldFact(Fact, tag="told"):
    """A client asked, and was told how messages stand: `events` are their latest statuses."""

    number: str
    events: tuple[str, ...]


class TokenFact(Fact, tag="token"):
    """A token's state changed; the name, never the value. No `provider` means every one's."""

    token: str
    state: str
    provider: str = ""


class BilledFact(Fact, tag="billed"):
    """A delivered message was charged, in millionths of the currency."""

    message: str
    price_micro: int
    currency: str
    table: str
