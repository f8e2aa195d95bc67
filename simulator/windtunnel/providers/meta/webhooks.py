r"""Webhooks: the exact envelope, ASCII-escaped as Meta does, and the signature over those bytes.

Source: D:webhooks/reference/messages and D:webhooks/overview, read 2026-11-22; escaping from
GH:fbsamples/whatsapp-api-examples#13 and others (lower-case \uXXXX, `/` as `\/`).
"""

import hmac
import json
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.message import InboundEvent, StatusEvent, WebhookEvent
from windtunnel.providers.meta.facts import CONVERSATION_LAST_VERSION, ERROR_HREF

_PRICED = frozenset({"sent", "delivered"})
_USER_AGENT = (b"user-agent", b"facebookexternalua")
_JSON = (b"content-type", b"application/json")
_HTTP_OK = 200


def escaped(text: str) -> str:
    """Return a JSON string literal as Meta writes it: ASCII alone, `/` escaped."""
    return json.dumps(text).replace("/", "\\/")


def render_push(events: Sequence[WebhookEvent]) -> bytes:
    """Return the body for one or several events of one account."""
    changes = ",".join(map(_change, events))
    account = events[0].account if isinstance(events[0], InboundEvent) else _account(events[0])
    return (
        f'{{"object":"whatsapp_business_account","entry":[{{"id":"{account}",'
        f'"changes":[{changes}]}}]}}'
    ).encode("ascii")


def _account(event: StatusEvent) -> str:
    return event.message.account


def _change(event: WebhookEvent) -> str:
    if isinstance(event, StatusEvent):
        message = event.message
        number, display, rest = message.number, message.display, _status(event)
    else:
        number, display, rest = event.number, event.display, _inbound(event)
    return (
        '{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"'
        f'{display}","phone_number_id":"{number}"}},{rest}}},"field":"messages"}}'
    )


def _status(event: StatusEvent) -> str:
    message = event.message
    parts = [
        f'"statuses":[{{"id":"{escaped(message.id)[1:-1]}","status":"{event.status}",'
        f'"timestamp":"{event.unix_s}","recipient_id":"{message.wa_id}"'
    ]
    if message.opaque is not None:
        parts.append(f'"biz_opaque_callback_data":{escaped(message.opaque)}')
    if event.status in _PRICED:
        parts.extend(_pricing(event))
    if event.code is not None:
        parts.append(_errors(event))
    return ",".join(parts) + "}]"


def _pricing(event: StatusEvent) -> list[str]:
    message = event.message
    free = message.category == "service" or (message.in_window and message.category == "utility")
    kind = "free_customer_service" if free else "regular"
    parts = []
    if event.status == "sent" and _has_conversation(message.version):
        tail = message.id[-33:-1].encode().hex()[:32].ljust(32, "0")
        parts.append(f'"conversation":{{"id":"{tail}","origin":{{"type":"{message.category}"}}}}')
    billable = "false" if free else "true"
    parts.append(
        f'"pricing":{{"billable":{billable},"pricing_model":"PMP","type":"{kind}",'
        f'"category":"{message.category}"}}'
    )
    return parts


def _has_conversation(version: str) -> bool:
    major = version.removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) <= CONVERSATION_LAST_VERSION


def _errors(event: StatusEvent) -> str:
    code = event.code
    assert code is not None, "only a failed status has errors"
    title = escaped(code.title)
    details = escaped(event.details or code.title)
    return (
        f'"errors":[{{"code":{code.code},"title":{title},"message":{title},'
        f'"error_data":{{"details":{details}}},"href":{escaped(ERROR_HREF)}}}]'
    )


def _inbound(event: InboundEvent) -> str:
    context = ""
    if event.context is not None:
        context = f'"context":{{"from":"{event.display}","id":{escaped(event.context)}}},'
    return (
        f'"contacts":[{{"profile":{{"name":{escaped(event.profile_name)}}},'
        f'"wa_id":"{event.wa_id}"}}],"messages":[{{{context}"from":"{event.wa_id}",'
        f'"id":{escaped(event.event)},"timestamp":"{event.unix_s}",'
        f'"text":{{"body":{escaped(event.text)}}},"type":"text"}}]'
    )


def sign(body: bytes, secret: str) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers of a webhook POST; the signature is over the raw bytes of the body."""
    digest = hmac.digest(secret.encode(), body, "sha256").hex()
    return (_JSON, _USER_AGENT, (b"x-hub-signature-256", b"sha256=" + digest.encode()))


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
