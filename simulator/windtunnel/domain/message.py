"""A message as the platform keeps it, and the news of it that subscribers are owed."""

from typing import Literal

import msgspec

from windtunnel.domain.catalog import Code
from windtunnel.domain.events import Preference
from windtunnel.domain.submit import Form, Refusal
from windtunnel.domain.worldspec import Category, TemplateState

Status = Literal["pending", "sent", "delivered", "read", "played", "failed"]
"""pending: it left the queue of its number, where the provider has one."""


class Message(msgspec.Struct, kw_only=True, gc=False):
    """One accepted outbound message. Times are µs of harness time; `rank` is the furthest status.

    `intent` and `attempt_no` come from the marker: the keyed entity of its fate. `prepared` is the
    dialect's: what its webhooks of this message share; `note` is the dialect's, too: what else its
    lists and webhooks show of the message. `refusal` is why the dialect let it fail, if it
    did. `ordinal` counts the messages of its number from 1.
    `reaction` is the business's own, and one that `is_retracted` was taken back for everybody.
    `status` is also "queued" and, where it was taken out of the queue, "cleared".
    """

    id: str
    provider: str
    account: str
    number: str
    display: str
    wa_id: str
    recipient: str
    country: str
    kind: str
    form: Form
    category: str
    text: str
    accepted_t: int
    content_sha: str
    version: str = ""
    template: str | None = None
    lang: str | None = None
    marker: str | None = None
    attempt: str = ""
    attempt_no: int = 1
    opaque: str | None = None
    buttons: tuple[str, ...] = ()
    otp: str | None = None
    in_window: bool = False
    status: str = "accepted"
    handset_t: int | None = None
    fail_code: int | None = None
    ordinal: int = 0
    priority: int = 0
    sent_t: int | None = None
    media: str = ""
    note: dict[str, str] | None = None
    refusal: Refusal | None = None
    reaction: str = ""
    is_retracted: bool = False
    prepared: tuple[str, str, str, str] | None = None


class StatusEvent(msgspec.Struct, kw_only=True, gc=False):
    """One status of one message; `event` is "<message id>:<status>", the key to dedupe on.

    `is_arrival` marks the first status that says that the message arrived: `delivered`, or `read`
    where `delivered` was left out. None where the platform does not say.
    """

    event: str
    message: Message
    status: Status
    t: int
    unix_s: int
    code: Code | None = None
    details: str = ""
    is_arrival: bool | None = None


class InboundEvent(msgspec.Struct, kw_only=True, gc=False):
    """One message that a customer sent to the business.

    `kind` is "text" or what else the customer sent; `text` is then its caption, its name or its
    emoji, and `media` the address of its bytes. `context` is the message that it quotes or reacts
    to. `group` is the group's digits, where it was sent to one.
    """

    event: str
    provider: str
    account: str
    number: str
    display: str
    wa_id: str
    profile_name: str
    text: str
    t: int
    unix_s: int
    context: str | None = None
    kind: str = "text"
    media: str = ""
    group: str = ""


class PreferenceEvent(msgspec.Struct, kw_only=True, gc=False):
    """A customer stopped or resumed marketing messages, by the provider's own switch.

    `event` is "preference:<wa_id>:<value>:<unix_s>", all of which the webhook carries.
    """

    event: str
    provider: str
    account: str
    number: str
    display: str
    wa_id: str
    profile_name: str
    value: Preference
    t: int
    unix_s: int


class TemplateEvent(msgspec.Struct, kw_only=True, gc=False):
    """A template's state changed.

    `event` is "template:<name>:<lang>:<state>:<unix_s>", all of which the webhook carries.
    `drawn` is what the dialect makes the template's id of; `pauses` counts how often it was
    paused, this time included, and `before` is the state that it left.
    """

    event: str
    provider: str
    account: str
    name: str
    lang: str
    category: Category
    state: TemplateState
    before: TemplateState
    pauses: int
    reason: str
    drawn: int
    t: int
    unix_s: int


class NumberEvent(msgspec.Struct, kw_only=True, gc=False):
    """A customer's number changed from one that the provider calls `wa_id` to `new_wa_id`."""

    event: str
    provider: str
    account: str
    number: str
    display: str
    wa_id: str
    new_wa_id: str
    profile_name: str
    t: int
    unix_s: int


WebhookEvent = StatusEvent | InboundEvent | PreferenceEvent | TemplateEvent | NumberEvent
