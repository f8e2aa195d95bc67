"""Webhooks as they look where the truth may be another: the usual body, rewritten.

A world with the usual switches never comes here, so the hot path knows nothing of them.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from windtunnel.domain.dialect import RenderPush
from windtunnel.domain.message import WebhookEvent
from windtunnel.providers.meta.facts import CONVERSATION_S
from windtunnel.providers.meta.ids import conversation_id

Switch = str | int | float | bool
Value = dict[str, Any]
"""The value of one change: metadata, and lists of contacts, messages or statuses."""

USUAL: dict[str, Switch] = {
    "bsuid": "beside-phone",
    "conversation_object": "per-version",
    "service_pricing": "free",
    "statuses_contacts": True,
    "webhook_escaping": "ascii",
}
"""What `webhooks` writes: the first value of each of these switches."""

_LISTS = ("contacts", "messages", "statuses", "user_preferences")
_USER_IDS = ("user_id", "from_user_id", "recipient_user_id", "previous_user_id")
_PHONES = ("wa_id", "from", "recipient_id")


def under(switches: Mapping[str, Switch], usual: RenderPush) -> RenderPush:
    """Return what makes bodies under these switches, which is `usual` itself where they are."""
    chosen = {name: switches.get(name, value) for name, value in USUAL.items()}
    if chosen == USUAL:
        return usual
    edits = list(_edits(chosen))
    is_ascii = chosen["webhook_escaping"] == "ascii"

    def render(events: Sequence[WebhookEvent]) -> bytes:
        body = json.loads(usual(events))
        for entry in body["entry"]:
            for change in entry["changes"]:
                for edit in edits:
                    edit(change["value"])
        return _written(body, is_ascii=is_ascii)

    return render


def _written(body: Any, *, is_ascii: bool) -> bytes:
    text = json.dumps(body, ensure_ascii=is_ascii, separators=(",", ":"))
    return (text.replace("/", "\\/") if is_ascii else text).encode()


def _edits(chosen: Mapping[str, Switch]) -> Iterator[Callable[[Value], None]]:
    if chosen["bsuid"] == "off":
        yield _without(_USER_IDS)
    if chosen["bsuid"] == "phone-omitted":
        yield _without(_PHONES)
        yield _tell_id
    if chosen["service_pricing"] == "utility-rate":
        yield _charge_service
    if chosen["conversation_object"] == "always":
        yield _add_conversation
    if chosen["conversation_object"] == "never":
        yield _drop_conversation
    if not chosen["statuses_contacts"]:
        yield _drop_contacts


def _without(names: Sequence[str]) -> Callable[[Value], None]:
    def drop(value: Value) -> None:
        for item in (item for kind in _LISTS for item in value.get(kind, ())):
            for name in names:
                item.pop(name, None)
                item.get("system", {}).pop(name, None)

    return drop


def _tell_id(value: Value) -> None:
    """Tell of a changed id where the number cannot be told.

    Source: D:webhooks/reference/messages/system, read 2026-11-25.
    """
    for message in value.get("messages", ()):
        system = message.get("system")
        if system is not None:
            system["type"] = "user_changed_user_id"
            system["body"] = (
                f"User changed from {system['previous_user_id']} to {system['user_id']}"
            )


def _charge_service(value: Value) -> None:
    """Tell of a service message's price, which is charged beyond the free quota.

    Source: D:pricing, text of September 2026.
    """
    for status in value.get("statuses", ()):
        pricing = status.get("pricing")
        if pricing is not None and pricing["category"] == "service":
            pricing.update(billable=True, type="regular")


def _drop_contacts(value: Value) -> None:
    if "statuses" in value:
        value.pop("contacts", None)


def _drop_conversation(value: Value) -> None:
    for status in value.get("statuses", ()):
        status.pop("conversation", None)


def _add_conversation(value: Value) -> None:
    """Add it where a version left it out: it stands before the pricing, and only beside it."""
    for status in value.get("statuses", ()):
        if "pricing" not in status or "conversation" in status:
            continue
        pricing = status.pop("pricing")
        found: Value = {"id": conversation_id(status["id"])}
        if status["status"] == "sent":
            found["expiration_timestamp"] = str(int(status["timestamp"]) + CONVERSATION_S)
        found["origin"] = {"type": pricing["category"]}
        status["conversation"] = found
        status["pricing"] = pricing
