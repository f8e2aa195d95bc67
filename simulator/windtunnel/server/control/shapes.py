"""What the control API answers with, and the bodies that are not part of a world's spec."""

from dataclasses import dataclass, field
from typing import Literal

from windtunnel.domain.events import Preference
from windtunnel.domain.facts import MessageScope
from windtunnel.domain.worldspec import NumberState, TemplateSpec, TemplateState, TokenState


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What was found, what is allowed, where."""

    error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """The server at a glance; times are of the server's own clock.

    `strays` are the last requests that belonged to no world: method and path, or the id.
    """

    ok: bool
    version: str
    worlds: int
    now_us: int
    m0_ns: int
    scale: float
    strays: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class InterceptionShape:
    """The port for the providers' real names.

    `authority` is a certificate file; `environment` is what a client's start needs; `refused`
    counts the other hosts that were asked for.
    """

    hosts: list[str]
    port: int
    authority: str
    environment: dict[str, str]
    refused: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberShape:
    """A business phone number; `id` stands in paths."""

    id: str
    name: str
    display: str
    provider: str
    state: NumberState
    webhook: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenShape:
    """A token with the value that senders use; no provider means that all of them know it."""

    name: str
    value: str
    state: TokenState
    provider: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderShape:
    """One provider of a world: its real host names, its account, and the token for it."""

    name: str
    hosts: list[str]
    base_url: str
    account: str
    token: str
    webhook: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorldInfo:
    """What a sender and its tests need to know of a world.

    `account` and `webhook` are those of its first provider; `providers` holds each one's own.
    `environment` holds the variables that the providers' SDKs want; `ledger` is a folder.
    """

    world: str
    name: str
    seed: int
    base_url: str
    provider_urls: dict[str, str]
    providers: list[ProviderShape]
    account: str
    app: str
    app_secret: str
    verify_token: str
    numbers: list[NumberShape]
    tokens: list[TokenShape]
    templates: list[TemplateSpec]
    webhook: str | None
    ledger: str
    environment: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """An ended world: how many facts its ledger holds."""

    facts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StateChange:
    """A new state of a token."""

    state: TokenState


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateChange:
    """A new state of a template; `reason` is Meta's word for why it was rejected."""

    state: TemplateState
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InboundText:
    """What a customer writes; `number` is a name or an id, `context` a message's id.

    `kind` is one that the number's provider can tell of: "text" always; with `media` the address
    of its bytes, and its caption or name as `text`. A "reaction" is an emoji as `text`, and the
    message reacted to as `context`. `group` is a group's id or name.

    `asks` says whether they wait for an answer: by default where the text ends with a question
    mark.
    """

    recipient: str
    text: str
    number: str = "main"
    context: str | None = None
    asks: bool | None = None
    kind: str = "text"
    media: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberStateChange:
    """A new state of a number; with `for_us` it is connected again after that time."""

    state: NumberState
    for_us: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferenceChange:
    """What a customer wants of marketing messages; `number` is whose chat they say it in."""

    value: Preference
    number: str = "main"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentGiven:
    """A customer's consent, and the evidence that the business holds of it."""

    recipient: str
    scope: MessageScope = "marketing"
    evidence: str = "web form"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberChange:
    """A customer's old number and their new one; `number` is whose chat they are in."""

    recipient: str
    new: str
    number: str = "main"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventId:
    """The id of what came to be."""

    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A session window that was opened or closed."""

    recipient: str
    number: str
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HandsetMessage:
    """A message on a customer's handset, as the customer reads it."""

    message: str
    t_us: int
    text: str
    template: str | None
    lang: str | None
    buttons: list[str]
    otp: str | None
    marker: str | None
    number: str
    reaction: str
    is_retracted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """Where webhooks go; `verified` says whether a handshake was made for it."""

    url: str | None
    verified: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockShape:
    """A world's clock."""

    now_us: int
    scale: float
    next_due_us: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockChange:
    """Another speed: harness seconds per second of the wall, 0 to stand still."""

    scale: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Advance:
    """How far to move a world's clock ahead."""

    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Metrics:
    """Live counts of a world; verdicts never come from here, they come from the ledger."""

    attempts: int
    accepted: int
    refused: int
    sent: int
    delivered: int
    read: int
    failed: int
    pushes: int
    push_failed: int
    push_dropped: int
    owed: int
    inbound: int
    in_flight: int
    now_us: int
    faults_on: list[str]
    timer_lateness_p99_ms: float
    last_attempt_us: int | None
    last_push_us: int | None
    armed: bool
    facts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """It is done; `now_us` is the world's time after it."""

    now_us: int
    status: Literal["done"] = field(default="done")
