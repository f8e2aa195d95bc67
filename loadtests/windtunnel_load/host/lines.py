"""The lines of an exec: sender: what it may say, decoded strictly, with errors that help."""

from typing import Literal

import msgspec

from windtunnel.domain.errors import WindtunnelError
from windtunnel.domain.facts import OutcomeState
from windtunnel.domain.policy import Policy

PROTOCOL = 1
LINE_BYTES_MAX = 1_048_576
SHOWN_CHARS_MAX = 200


class LineError(WindtunnelError):
    """A line that the protocol does not know; the text says what was found and what is allowed."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a line holds."""


class OutcomeLine(_Part, frozen=True):
    """How a message ended."""

    intent: int
    state: OutcomeState
    cause: str | None = None
    code: int | None = None


class PromisedLine(_Part, frozen=True):
    """The outcome of a message comes later."""

    intent: int


class SeenLine(_Part, frozen=True):
    """What was learnt from an attempt's answer."""

    intent: int
    state: Literal["ok", "error", "timeout"]


class EffectLine(_Part, frozen=True):
    """What a webhook event changed."""

    event: str
    state: str
    noop: bool = False
    contact: str | None = None


class ToAgentLine(_Part, frozen=True):
    """A conversation was handed to a person."""

    event: str
    context: str | None = None


class WebhookStatusLine(_Part, frozen=True):
    """The HTTP status with which a webhook is answered."""

    id: int
    status: int


class Line(_Part, frozen=True):
    """One line: exactly one of these."""

    policy: Policy | None = None
    outcome: OutcomeLine | None = None
    promised: PromisedLine | None = None
    seen: SeenLine | None = None
    effect: EffectLine | None = None
    to_agent: ToAgentLine | None = None
    webhook_status: WebhookStatusLine | None = None


WORDS = Line.__struct_fields__
Said = (
    Policy | OutcomeLine | PromisedLine | SeenLine | EffectLine | ToAgentLine | WebhookStatusLine
)
"""What a line says."""

_decode = msgspec.json.Decoder(Line).decode


def parse_line(raw: bytes) -> Said:
    """Return what a line says.

    Raises:
        LineError: it is too long, not JSON, or says what nobody understands.
    """
    if len(raw) > LINE_BYTES_MAX:
        raise LineError(f"a line is longer than {LINE_BYTES_MAX} bytes: {_shown(raw)}")
    try:
        line = _decode(raw)
    except msgspec.ValidationError as error:
        raise LineError(
            f"the line {_shown(raw)} is wrong: {error}; a line is one of {', '.join(WORDS)}"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineError(
            f"the line {_shown(raw)} is not JSON ({error}); stdout is for lines of JSON alone, "
            "so print everything else to stderr"
        ) from error
    said = [found for word in WORDS if (found := getattr(line, word)) is not None]
    if len(said) != 1:
        raise LineError(
            f"the line {_shown(raw)} says {len(said)} things; a line is one of {', '.join(WORDS)}"
        )
    only: Said = said[0]
    return only


def _shown(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace").rstrip()
    return repr(text if len(text) <= SHOWN_CHARS_MAX else f"{text[:SHOWN_CHARS_MAX]}...")
