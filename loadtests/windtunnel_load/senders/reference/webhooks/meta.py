"""Reading Meta's webhooks: the signature first, then statuses, texts, what else concerns us."""

import hmac
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from windtunnel_load.senders.reference.events import (
    Event,
    Moved,
    Preference,
    Status,
    TemplateTurned,
    Text,
)


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Say whether the raw body bears the app secret's signature; compared in constant time."""
    given = headers.get("x-hub-signature-256", "")
    due = "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()
    return hmac.compare_digest(given.encode(), due.encode())


def read(body: bytes) -> Iterator[Event]:
    """Yield what a webhook says, in its order.

    Raises:
        msgspec.MsgspecError: the body is not JSON.
        LookupError, TypeError, AttributeError: it has not the documented form.
    """
    found: Any = msgspec.json.decode(body)
    for entry in found.get("entry", ()):
        for change in entry.get("changes", ()):
            value = change.get("value", {})
            if change.get("field") == "message_template_status_update":
                yield _template(value, entry.get("time", 0))
            yield from map(_status, value.get("statuses", ()))
            yield from map(_preference, value.get("user_preferences", ()))
            for message in value.get("messages", ()):
                if message.get("type") == "text":
                    yield _text(message, value)
                elif message.get("type") == "system" and "wa_id" in message["system"]:
                    yield _moved(message)


def _status(status: Any) -> Status:
    errors = status.get("errors") or [{}]
    return Status(
        message=status["id"],
        status=status["status"],
        recipient=status.get("recipient_id", ""),
        opaque=status.get("biz_opaque_callback_data"),
        code=errors[0].get("code"),
        provider="meta",
        user=status.get("recipient_user_id", ""),
        at=int(status.get("timestamp", 0)),
    )


def _text(message: Any, value: Any) -> Text:
    return Text(
        message=message["id"],
        number=value["metadata"]["phone_number_id"],
        sender=message["from"],
        text=message["text"]["body"],
        at=int(message.get("timestamp", 0)),
        user=message.get("from_user_id", ""),
    )


def _moved(message: Any) -> Moved:
    return Moved(
        message=message["id"],
        sender=message["from"],
        new=message["system"]["wa_id"],
        user=message.get("from_user_id", ""),
    )


def _preference(preference: Any) -> Preference:
    return Preference(
        sender=preference["wa_id"],
        value=preference["value"],
        at=int(preference["timestamp"]),
    )


def _template(value: Any, at: int) -> TemplateTurned:
    return TemplateTurned(
        template=value["message_template_name"],
        lang=value["message_template_language"],
        state=value["event"],
        at=at,
    )
