"""Reading webhooks: the signature first, then statuses and texts, each once."""

import hmac
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

EVENTS_KEPT = 200_000
"""Webhooks are deduplicated over this many events, the oldest forgotten first."""


class Status(msgspec.Struct, frozen=True):
    """One status: message id, status, our opaque data, the error's code."""

    message: str
    status: str
    opaque: str | None
    code: int | None


class Text(msgspec.Struct, frozen=True):
    """One text of a customer."""

    message: str
    sender: str
    text: str
    unix_s: int


class Seen:
    """Which events were taken already."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, None] = OrderedDict()

    def is_new(self, event: str) -> bool:
        """Say whether an event is new, and remember it."""
        if event in self._kept:
            return False
        self._kept[event] = None
        if len(self._kept) > EVENTS_KEPT:
            self._kept.popitem(last=False)
        return True


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Say whether the raw body bears the app secret's signature; compared in constant time."""
    given = headers.get("x-hub-signature-256", "")
    due = "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()
    return hmac.compare_digest(given.encode(), due.encode())


def read(body: bytes) -> Iterator[Status | Text]:
    """Yield what a webhook says, in its order.

    Raises:
        msgspec.DecodeError: the body is not JSON.
    """
    found: Any = msgspec.json.decode(body)
    for entry in found.get("entry", ()):
        for change in entry.get("changes", ()):
            value = change.get("value", {})
            for status in value.get("statuses", ()):
                errors = status.get("errors") or [{}]
                yield Status(
                    status["id"],
                    status["status"],
                    status.get("biz_opaque_callback_data"),
                    errors[0].get("code"),
                )
            for message in value.get("messages", ()):
                if message.get("type") == "text":
                    text = message["text"]["body"]
                    unix_s = int(message["timestamp"])
                    yield Text(message["id"], message["from"], text, unix_s)
