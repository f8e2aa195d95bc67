"""What a world is made of, as plain dataclasses: control bodies and the planner's output.

Standard dataclasses, because both FastAPI (bodies with an OpenAPI page) and msgspec (files) read
them as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

TemplateState = Literal["PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED"]
Category = Literal["marketing", "utility", "authentication"]
TokenState = Literal["valid", "expired", "revoked", "invalid"]

NumberState = Literal[
    "connected",
    "starting",
    "loading",
    "logged_out",
    "standby",
    "disconnected",
    "stopped",
    "banned",
]
"""How a number stands: it sends in the first alone, and is refused by the API in "stopped".

starting, loading: comes up by itself. logged_out: its session ended, somebody must log it in
again. standby: another session took it over. disconnected: its phone is away. stopped: unpaid.
banned: for good.
"""

News = Literal["inbound", "created", "status", "reaction", "media"]
"""Kinds of events that a number's subscriber can ask for, where its provider lets it choose."""

NUMBERS_MAX = 100
TEMPLATES_MAX = 6_000
FAULTS_MAX = 1_000
GROUPS_MAX = 1_000
MEMBERS_MAX = 1_024
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
    """A business phone number; `allowed` restricts recipients as a test number's list does.

    No `provider` means the world's first one. `settings` are the dialect's own, as its provider's
    clients would set them (each dialect documents its names).
    """

    name: str = "main"
    display: str = "15550100001"
    throughput_per_s: float | None = None
    allowed: tuple[str, ...] | None = None
    provider: str = ""
    state: NumberState = "connected"
    settings: dict[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenSpec:
    """A scoped token; an empty value asks for a generated one.

    No `provider` means every one of the world, no numbers all of them.
    """

    name: str = "main"
    value: str = ""
    scopes: tuple[str, ...] = ("whatsapp_business_messaging", "whatsapp_business_management")
    numbers: tuple[str, ...] = ()
    state: TokenState = "valid"
    provider: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSpec:
    """A group of customers; an empty id asks for a generated one, and ids are digits."""

    id: str = ""
    name: str = ""
    members: tuple[str, ...] = ()


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

    No `providers` means the server's first one; where no number or no token is named, each
    provider has one.
    `epoch_s` is the Unix second at harness time 0 (receipts' timestamps). `profile` names one of
    the dialect's ("": its first), `profiles` some by provider before it, `profile_values` holds
    one whole instead; `not_on_whatsapp` overrides its share of recipients. Media whose
    address begins with one of `unreachable` cannot be fetched. `webhooks` are by provider and go
    before `webhook`. `ledger` is a folder for the world's segments, under the server's ledger
    root.
    """

    name: str = ""
    seed: int = 0
    providers: tuple[str, ...] = ()
    profile: str = ""
    profiles: dict[str, str] = field(default_factory=dict)
    profile_values: dict[str, object] | None = None
    numbers: tuple[NumberSpec, ...] = ()
    tokens: tuple[TokenSpec, ...] = ()
    templates: tuple[TemplateSpec, ...] = ()
    timeline: tuple[FaultSpec, ...] = ()
    webhook: WebhookSpec | None = None
    webhooks: dict[str, WebhookSpec] = field(default_factory=dict)
    webhook_hosts: tuple[str, ...] = LOOPBACK
    app_secret: str = ""
    epoch_s: int = 1_764_000_000
    not_on_whatsapp: float | None = None
    unreachable: tuple[str, ...] = ()
    switches: dict[str, str | int | float | bool] = field(default_factory=dict)
    ledger: str = ""


def complete(spec: WorldSpec, installed: Iterable[str]) -> WorldSpec:
    """Return a spec that names its providers, and whose numbers and tokens are whose.

    Args:
        spec: a world's spec as it was given.
        installed: names of the providers that the server has; the first is its default.
    """
    providers = spec.providers or tuple(installed)[:1]
    first = providers[0] if providers else ""
    given = spec.numbers or tuple(
        NumberSpec(
            name="main" if place == 0 else name, display=f"1555010{place + 1:04d}", provider=name
        )
        for place, name in enumerate(providers)
    )
    numbers = tuple(replace(each, provider=each.provider or first) for each in given)
    tokens = spec.tokens or tuple(
        TokenSpec(name="main" if place == 0 else name, provider=name)
        for place, name in enumerate(providers)
    )
    return replace(spec, providers=providers, numbers=numbers, tokens=tokens)
