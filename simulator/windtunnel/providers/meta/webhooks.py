r"""Webhooks: the exact envelope, ASCII-escaped as Meta does, and the signature over those bytes.

Source: D:webhooks/reference/messages and D:webhooks/overview, read 2026-11-22; escaping from
GH:fbsamples/whatsapp-api-examples#13 and others (lower-case \uXXXX, `/` as `\/`). Users have a
business-scoped id beside their number, and statuses a contact (without a profile where they
failed), as since the spring of 2026: D:business-scoped-user-ids, PYWA 4.5.0, read 2026-11-24.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.message import InboundEvent, Message, StatusEvent
from windtunnel.providers.meta.facts import (
    CONVERSATION_LAST_VERSION,
    CONVERSATION_S,
    ERROR_HREF,
    VERSIONS_MAX,
)
from windtunnel.providers.meta.ids import conversation_id, user_id
from windtunnel.providers.meta.rules import DETAILS

_HEADERS = ((b"content-type", b"application/json"), (b"user-agent", b"facebookexternalua"))
_HTTP_OK = 200
_NOT_DIGIT = re.compile(r"[^0-9]")
CATEGORIES_MAX = 16
SECRETS_MAX = 1_000
CONTACTS_MAX = 20_000
"""Users whose part of a status is kept ready."""

_BLOCK_BYTES = 64
DISPLAYS_MAX = 1_000
"""Numbers whose digits are kept ready."""

_PROFILE = "Customer"
_SLASH = "\\/"
_CHANGE_END = '},"field":"messages"}'
_HREF = f'"{ERROR_HREF}"'.replace("/", _SLASH)
_encode_text = json.encoder.encode_basestring_ascii


def escaped(text: str) -> str:
    """Return a JSON string literal as Meta writes it: ASCII alone, `/` escaped."""
    return _encode_text(text).replace("/", _SLASH)


@lru_cache(maxsize=DISPLAYS_MAX)
def digits_of(display: str) -> str:
    """Return a number's digits: metadata shows no others in practice, whatever REST does."""
    return _NOT_DIGIT.sub("", display)


def render_push(events: Sequence[StatusEvent | InboundEvent]) -> bytes:
    """Return the body for one or several messages' events of one account."""
    first = events[0]
    account = first.account if isinstance(first, InboundEvent) else first.message.account
    changes = change(first) if len(events) == 1 else ",".join(map(change, events))
    return (
        f'{{"object":"whatsapp_business_account","entry":[{{"id":"{account}",'
        f'"changes":[{changes}]}}]}}'
    ).encode("ascii")


def change(event: StatusEvent | InboundEvent) -> str:
    """Return one message's event as an element of `changes`."""
    if isinstance(event, StatusEvent):
        return _status(event)
    return f"{metadata(event.number, event.display)}{_inbound(event)}{_CHANGE_END}"


@lru_cache(maxsize=DISPLAYS_MAX)
def metadata(number: str, display: str) -> str:
    """Return how a change of the field `messages` begins: whose number it is about."""
    return (
        '{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"'
        f'{digits_of(display)}","phone_number_id":"{number}"}},'
    )


def _status(event: StatusEvent) -> str:
    message, status = event.message, event.status
    if event.code is not None:
        before, after, _, _ = _around(message, "")
        after += _errors(event)
    else:
        before, after, conversation, price = message.prepared or _prepare(message)
        if status == "sent" and conversation:
            until_s = event.unix_s + CONVERSATION_S
            after = f'{after}{conversation}"expiration_timestamp":"{until_s}",{price}'
        elif _is_priced(event):
            after = f"{after}{conversation}{price}"
        if status == "read":
            # The last of a message, which may lie on its handset for long.
            message.prepared = None
    return f'{before}{status}","timestamp":"{event.unix_s}{after}}}]{_CHANGE_END}'


def _prepare(message: Message) -> tuple[str, str, str, str]:
    prepared = message.prepared = _around(message, _PROFILE)
    return prepared


def _around(message: Message, profile: str) -> tuple[str, str, str, str]:
    """Return what stands before a status's name and behind its time, and the pricing's two parts.

    All statuses of a message share it; between the parts stands when a conversation ends.
    """
    contact, after = _contact(message.account, message.wa_id, profile)
    before = (
        f"{metadata(message.number, message.display)}{contact}"
        f'{message.id.replace("/", _SLASH)}","status":"'
    )
    if message.opaque is not None:
        after += f',"biz_opaque_callback_data":{escaped(message.opaque)}'
    if not _has_conversation(message.version):
        return before, after, "", _price(message.category)
    begun = f',"conversation":{{"id":"{conversation_id(message.id)}",'
    return before, after, begun, _origin(message.category)


@lru_cache(maxsize=CONTACTS_MAX)
def _contact(account: str, wa_id: str, profile: str) -> tuple[str, str]:
    """Return what says who the user is, before a status's message id and behind its time."""
    user = user_id(account, wa_id)
    profile = profile and f'"profile":{{"name":"{profile} {wa_id[-4:]}"}},'
    before = f'"contacts":[{{{profile}"wa_id":"{wa_id}","user_id":"{user}"}}],"statuses":[{{"id":"'
    return before, f'","recipient_id":"{wa_id}","recipient_user_id":"{user}"'


def _is_priced(event: StatusEvent) -> bool:
    """Pricing stands on `sent`, and on the first status that says that the message arrived."""
    if event.is_arrival is None:
        return event.status in {"sent", "delivered"}
    return event.is_arrival or event.status == "sent"


@lru_cache(maxsize=CATEGORIES_MAX)
def _origin(category: str) -> str:
    """Return the end of a conversation, and the price."""
    return f'"origin":{{"type":"{category}"}}}}{_price(category)}'


@lru_cache(maxsize=CATEGORIES_MAX)
def _price(category: str) -> str:
    kind, billable = (
        ("free_customer_service", "false") if category == "service" else ("regular", "true")
    )
    return (
        f',"pricing":{{"billable":{billable},"pricing_model":"PMP",'
        f'"type":"{kind}","category":"{category}"}}'
    )


@lru_cache(maxsize=VERSIONS_MAX)
def _has_conversation(version: str) -> bool:
    """Say whether a version's statuses hold a conversation; no version is an old one."""
    major = version.removeprefix("v").partition(".")[0]
    return not major.isdecimal() or int(major) <= CONVERSATION_LAST_VERSION


def _errors(event: StatusEvent) -> str:
    code = event.code
    assert code is not None, "only a failed status has errors"
    title = escaped(code.title)
    details = escaped(event.details or DETAILS.get(code.code) or code.title)
    return (
        f',"errors":[{{"code":{code.code},"title":{title},"message":{title},'
        f'"error_data":{{"details":{details}}},"href":{_HREF}}}]'
    )


def _inbound(event: InboundEvent) -> str:
    wa_id = escaped(event.wa_id)
    user = user_id(event.account, event.wa_id)
    context = ""
    if event.context is not None:
        context = (
            f'"context":{{"from":"{digits_of(event.display)}","id":{escaped(event.context)}}},'
        )
    return (
        f'"contacts":[{{"profile":{{"name":{escaped(event.profile_name)}}},"wa_id":{wa_id},'
        f'"user_id":"{user}"}}],"messages":[{{{context}"from":{wa_id},"from_user_id":"{user}",'
        f'"id":{escaped(event.event)},"timestamp":"{event.unix_s}",'
        f'"text":{{"body":{escaped(event.text)}}},"type":"text"}}]'
    )


def sign(body: bytes, secret: str) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers of a webhook POST; the signature is over the raw bytes of the body."""
    inner, outer = (begun.copy() for begun in _hmac(secret))
    inner.update(body)
    outer.update(inner.digest())
    return (*_HEADERS, (b"x-hub-signature-256", b"sha256=" + outer.hexdigest().encode()))


@lru_cache(maxsize=SECRETS_MAX)
def _hmac(secret: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """Return both hashes of HMAC-SHA256 (RFC 2104) begun with the key: half of its cost."""
    key = secret.encode()
    if len(key) > _BLOCK_BYTES:
        key = hashlib.sha256(key).digest()
    key = key.ljust(_BLOCK_BYTES, b"\0")
    inner, outer = (hashlib.sha256(bytes(each ^ pad for each in key)) for pad in (0x36, 0x5C))
    return inner, outer


def hook_url(hook: VerifyHook) -> str:
    """Return the URL of the verification GET, which is not signed."""
    asked = urlencode(
        {
            "hub.mode": "subscribe",
            "hub.challenge": hook.challenge,
            "hub.verify_token": hook.verify_token,
        }
    )
    return f"{hook.url}{'&' if urlsplit(hook.url).query else '?'}{asked}"


def hook_ok(hook: VerifyHook, status: int, body: bytes) -> bool:
    """Say whether a callback echoed the raw challenge with status 200."""
    return status == _HTTP_OK and body.strip() == hook.challenge.encode()
