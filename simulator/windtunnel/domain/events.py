"""What happens to a platform: the inputs of `Platform.step`, beside `Submit`."""

from typing import Literal

import msgspec

from windtunnel.domain.worldspec import (
    FaultSpec,
    GroupSpec,
    NumberSpec,
    NumberState,
    TemplateSpec,
    TemplateState,
    TokenSpec,
    TokenState,
)

Preference = Literal["stop", "resume"]
"""What a customer wants of marketing messages, by the provider's own switch."""


class Tick(msgspec.Struct):
    """Time has come: run every timer that is due at `now_us`."""


class PushEnded(msgspec.Struct, kw_only=True, gc=False):
    """A push came to its end: the receiver's HTTP status, or None when there was no answer."""

    push: str
    http: int | None
    ms: float


class HookVerified(msgspec.Struct, kw_only=True):
    """The verification handshake of a subscriber ended."""

    hook: str
    ok: bool
    reason: str = ""


class AddNumber(msgspec.Struct, kw_only=True):
    """A number joins the world's account."""

    spec: NumberSpec


class AddToken(msgspec.Struct, kw_only=True):
    """A token is issued."""

    spec: TokenSpec


class SetToken(msgspec.Struct, kw_only=True):
    """A token's state changes (by its name)."""

    name: str
    state: TokenState


class AddTemplate(msgspec.Struct, kw_only=True):
    """A template is created, or replaced where name and language exist."""

    spec: TemplateSpec


class SetTemplate(msgspec.Struct, kw_only=True):
    """A template's state changes, and the subscriber hears of it.

    `reason` is a provider's word for why it was rejected; "" leaves it to the provider.
    """

    name: str
    lang: str
    state: TemplateState
    reason: str = ""


class CustomerText(msgspec.Struct, kw_only=True):
    """A customer writes to a number: it opens or refreshes the session window.

    `kind`, `media` and `group` are those of an `InboundEvent`; a reaction's emoji is its `text`,
    and the message reacted to its `context`.

    `asks` says whether they wait for an answer; None: where the text ends with a question mark.
    """

    recipient: str
    number: str
    text: str
    context: str | None = None
    asks: bool | None = None
    kind: str = "text"
    media: str = ""
    group: str = ""


class AddGroup(msgspec.Struct, kw_only=True):
    """Customers form a group, in which they may write to a number; the id must not be taken."""

    spec: GroupSpec


class SetPreference(msgspec.Struct, kw_only=True):
    """A customer stops or resumes marketing messages by the provider's own switch.

    The subscriber hears of it; while it says stop, the provider delivers no marketing template.
    """

    recipient: str
    number: str
    value: Preference


class GiveConsent(msgspec.Struct, kw_only=True):
    """The business got hold of a customer's consent to a scope of messages."""

    recipient: str
    scope: str
    evidence: str


class ChangeNumber(msgspec.Struct, kw_only=True):
    """A customer changes their number, and the number in whose chat they are is told.

    From then on they write from the new one, and nobody has the old one.
    """

    recipient: str
    new: str
    number: str


class OpenWindow(msgspec.Struct, kw_only=True):
    """A session window opens without a message (a test's shortcut)."""

    recipient: str
    number: str


class CloseWindow(msgspec.Struct, kw_only=True):
    """A session window closes at once."""

    recipient: str
    number: str


class SetNumberState(msgspec.Struct, kw_only=True):
    """A number's state changes; with `for_us` it is connected again after that time."""

    number: str
    state: NumberState
    for_us: int | None = None


class SetNumberSettings(msgspec.Struct, kw_only=True):
    """Some settings of a number change, by the dialect's own names; the others stay."""

    number: str
    settings: dict[str, str | int | float | bool]


class Resend(msgspec.Struct, kw_only=True):
    """Failed messages of a number (by ordinal) are queued again, each as an attempt of its own."""

    number: str
    ordinals: tuple[int, ...]


class ClearMessages(msgspec.Struct, kw_only=True):
    """Messages of a number (by ordinal) leave its list; what is queued is not sent any more.

    With `with_inbound` everything that customers wrote to it is forgotten, too.
    """

    number: str
    ordinals: tuple[int, ...]
    with_inbound: bool = False


class Amend(msgspec.Struct, kw_only=True):
    """A kept message of a number (by ordinal) gets a reaction of the business, or is retracted.

    The customer's handset shows it; "" takes a reaction back, None leaves it.
    """

    number: str
    ordinal: int
    reaction: str | None = None
    is_retracted: bool = False


class Listed(msgspec.Struct, kw_only=True):
    """A client was shown these messages of a number: it can know how they stand."""

    number: str
    ordinals: tuple[int, ...]


class Subscribe(msgspec.Struct, kw_only=True):
    """An account's or a number's webhooks go to this URL from now on; None ends it.

    With `handshake` the platform asks for `VerifyHook` first, and `hook` names the answer to wait
    for.
    """

    subscriber: str
    url: str | None
    verify_token: str = ""
    handshake: bool = False
    hook: str = ""


class InjectFault(msgspec.Struct, kw_only=True):
    """A fault begins at its time, or now."""

    spec: FaultSpec


class ClearFault(msgspec.Struct, kw_only=True):
    """One fault ends now."""

    id: str


class Heal(msgspec.Struct):
    """All faults end now, those still to come included."""


class Settle(msgspec.Struct):
    """The world is over: run the remaining handset timers at once.

    Facts are written with `settled: true`, and nothing is posted.
    """


ControlEvent = (
    AddNumber
    | AddToken
    | SetToken
    | AddTemplate
    | SetTemplate
    | CustomerText
    | AddGroup
    | SetPreference
    | GiveConsent
    | ChangeNumber
    | OpenWindow
    | CloseWindow
    | SetNumberState
    | SetNumberSettings
    | Resend
    | ClearMessages
    | Listed
    | Amend
    | Subscribe
    | InjectFault
    | ClearFault
    | Heal
    | Settle
)
