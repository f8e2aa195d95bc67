"""What a world is made of, as plain dataclasses: control bodies and the planner's output.

Standard dataclasses, because both FastAPI (bodies with an OpenAPI page) and msgspec (files) read
them as they are.
"""

from dataclasses import dataclass, field
from typing import Literal

TemplateState = Literal["PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED"]
Category = Literal["marketing", "utility", "authentication"]
TokenState = Literal["valid", "expired", "revoked", "invalid"]

NUMBERS_MAX = 100
TEMPLATES_MAX = 6_000
FAULTS_MAX = 1_000
NAME_MAX = 512
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True, slots=True)
class ButtonSpec:
    """A template button; `otp` and `url` ones take one parameter, `quick_reply` takes none."""

    kind: Literal["otp", "url", "quick_reply"]
    text: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateSpec:
    """A template: placeholders are {{1}}, {{2}} (positional) or {{name}} (named)."""

    name: str
    lang: str = "en"
    category: Category = "utility"
    state: TemplateState = "APPROVED"
    header: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[ButtonSpec, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberSpec:
    """A business phone number; `allowed` restricts recipients as a test number's list does."""

    name: str = "main"
    display: str = "15550100001"
    throughput_per_s: float | None = None
    allowed: tuple[str, ...] | None = None
    provider: str = "meta"


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenSpec:
    """A scoped token; an empty value asks for a generated one. No numbers means all of them."""

    name: str = "main"
    value: str = ""
    scopes: tuple[str, ...] = ("whatsapp_business_messaging", "whatsapp_business_management")
    numbers: tuple[str, ...] = ()
    state: TokenState = "valid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Which attempts a fault strikes; every field given must hold.

    A webhook fault strikes the events of the message that came of the attempt: `chance`, `first`
    and `every` are then of its events.

    Attributes:
        provider: only this provider.
        number: a number's name or id.
        template: a template's name.
        country: ISO 3166 alpha-2 of the recipient.
        recipients: digits of the recipients.
        share: of recipients (keyed draw over the recipient), 0 to 1.
        chance: of attempts (keyed draw over marker and attempt number), 0 to 1.
        first: only the next N attempts that the rest of the scope matches.
        every: only each n-th of them.
        exact: (intent index, attempt number from 1) pairs.
    """

    provider: str | None = None
    number: str | None = None
    template: str | None = None
    country: str | None = None
    recipients: tuple[str, ...] | None = None
    share: float | None = None
    chance: float | None = None
    first: int | None = None
    every: int | None = None
    exact: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultSpec:
    """A fault at a time (None: now), for a time to live, on a scope, with its own settings."""

    kind: str
    at_us: int | None = None
    for_us: int = 60_000_000
    scope: Scope = field(default_factory=Scope)
    settings: dict[str, str | int | float | bool] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookSpec:
    """Where a world posts its webhooks; an empty verify_token skips the handshake."""

    url: str
    verify_token: str = ""
    handshake: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WorldSpec:
    """Everything that makes a world; every field has a default, so `{}` is a working world.

    `epoch_s` is the Unix second at harness time 0 (receipts' timestamps). `profile` names one of
    the dialect's, `profile_values` holds one whole instead; `not_on_whatsapp` overrides its share
    of recipients. `ledger` is a folder for the world's
    segments, under the server's ledger root.
    """

    name: str = ""
    seed: int = 0
    providers: tuple[str, ...] = ("meta",)
    profile: str = "meta-ci"
    profile_values: dict[str, object] | None = None
    numbers: tuple[NumberSpec, ...] = (NumberSpec(),)
    tokens: tuple[TokenSpec, ...] = (TokenSpec(),)
    templates: tuple[TemplateSpec, ...] = ()
    timeline: tuple[FaultSpec, ...] = ()
    webhook: WebhookSpec | None = None
    webhook_hosts: tuple[str, ...] = LOOPBACK
    app_secret: str = ""
    epoch_s: int = 1_764_000_000
    not_on_whatsapp: float | None = None
    switches: dict[str, str | int | float | bool] = field(default_factory=dict)
    ledger: str = ""
