"""What customers, the business and the provider do in a run, beside the messages themselves."""

from typing import Literal

import msgspec

from windtunnel.domain.facts import MessageScope
from windtunnel.domain.worldspec import TemplateState, TokenState

By = Literal["keyword", "preferences"]
"""A customer writes STOP (or START), or uses the provider's own switch."""


class Happening(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="what",
    forbid_unknown_fields=True,
):
    """Base of all: `at_us` is when, in µs of the run."""

    at_us: int = 0


class OptOut(Happening, frozen=True, kw_only=True, tag="opt-out"):
    """A customer wants no more messages of a scope."""

    recipient: str
    number: str = "main"
    by: By = "keyword"
    scope: MessageScope = "marketing"


class OptIn(Happening, frozen=True, kw_only=True, tag="opt-in"):
    """A customer wants them again."""

    recipient: str
    number: str = "main"
    by: By = "keyword"
    scope: MessageScope = "marketing"


class Consent(Happening, frozen=True, kw_only=True, tag="consent"):
    """The business holds evidence of a customer's consent."""

    recipient: str
    scope: MessageScope = "marketing"
    evidence: str = "web form"


class TemplateTurns(Happening, frozen=True, kw_only=True, tag="template"):
    """The provider changes a template's state, and says so by webhook."""

    template: str
    lang: str = "en"
    state: TemplateState = "PAUSED"


class TokenTurns(Happening, frozen=True, kw_only=True, tag="token"):
    """The token in use changes its state; the sender is told nothing."""

    state: TokenState = "expired"


class TokenRotates(Happening, frozen=True, kw_only=True, tag="rotation"):
    """A new token is issued and stands in the credentials; the old one expires after a while."""

    overlap_us: int = 60_000_000


class NumberChanges(Happening, frozen=True, kw_only=True, tag="number"):
    """A customer's number changes; the person is the same."""

    recipient: str
    new: str
    number: str = "main"


class ClockJumps(Happening, frozen=True, kw_only=True, tag="clock"):
    """The wall clock of the sender's machine is set forward or back; monotonic time goes on."""

    by_us: int


AnyHappening = (
    OptOut
    | OptIn
    | Consent
    | TemplateTurns
    | TokenTurns
    | TokenRotates
    | NumberChanges
    | ClockJumps
)
