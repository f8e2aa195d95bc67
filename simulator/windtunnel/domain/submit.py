"""One request of a sender and its answer, in words that no provider owns."""

from typing import Literal

import msgspec

from windtunnel.domain.catalog import Code
from windtunnel.domain.reasons import Reason
from windtunnel.domain.wire import CLEAN, WirePlan

Form = Literal["free", "template", "auth"]


class Request(msgspec.Struct, kw_only=True, gc=False):
    """What came over the wire. Header names are lower-case; `conn` numbers the connection."""

    method: str
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes
    conn: str = ""


class Reply(msgspec.Struct, kw_only=True, gc=False):
    """What goes back: the status, header pairs (content-length is the server's), and the body."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Refusal(msgspec.Struct, kw_only=True, gc=False):
    """Why the dialect itself cannot take a request; the platform still records the attempt."""

    reason: Reason
    fields: dict[str, str] = {}


class Parameter(msgspec.Struct, kw_only=True, gc=False):
    """A template parameter; `name` only for named templates."""

    text: str
    name: str | None = None


class ButtonParameter(msgspec.Struct, kw_only=True, gc=False):
    """A parameter for the button with this index, 0 to 9."""

    index: int
    sub_type: str
    text: str


class Submit(msgspec.Struct, kw_only=True, gc=False):
    """A send as the platform takes it; `refusal` is set where the dialect found it wanting.

    A refusal of a reason that the catalog says later is an acceptance that will fail. `doubt` is
    one that counts only where the world's catalog maps its reason, and then before the other.

    `number` is the id in the path and `token` the bearer token, both as sent and unverified. `to`
    is the recipient as sent, `recipient` its digits. `attempt` and `t` are the edge's: the
    attempt's id and the time of the first byte in µs. `kind` is the message type ("text",
    "template", ...), or "read" for a read receipt of the inbound message `context` and "typing"
    for one with the typing dots. `media` is the address of its bytes or their digest, and `note`
    what else the dialect wants to find in the message.
    """

    provider: str
    number: str
    token: str | None
    attempt: str = ""
    t: int = 0
    conn: str = ""
    version: str = ""
    to: str = ""
    recipient: str = ""
    kind: str = ""
    form: Form = "free"
    text: str = ""
    template: str | None = None
    lang: str | None = None
    header: tuple[Parameter, ...] = ()
    body: tuple[Parameter, ...] = ()
    buttons: tuple[ButtonParameter, ...] = ()
    opaque: str | None = None
    context: str | None = None
    marker: str | None = None
    content_sha: str = ""
    idem_key: str | None = None
    refusal: Refusal | None = None
    doubt: Refusal | None = None
    priority: int | None = None
    media: str = ""
    note: dict[str, str] | None = None


class Answer(msgspec.Struct, kw_only=True, gc=False):
    """The platform's answer to one attempt, before the dialect renders it.

    `delay_us` is the profile's answer time; the wire plan's own delay comes on top. `trace` is a
    drawn integer from which the dialect makes its trace id. `ordinal` is the message's among those
    of its number, from 1.
    """

    attempt: str
    provider: str
    accepted: bool
    kind: str
    to: str = ""
    wa_id: str = ""
    message: str | None = None
    message_status: str | None = None
    code: Code | None = None
    subcode: int | None = None
    http: int = 200
    details: str = ""
    version: str = ""
    trace: int = 0
    delay_us: int = 0
    retry_after_s: int | None = None
    ordinal: int = 0
    plan: WirePlan = CLEAN
