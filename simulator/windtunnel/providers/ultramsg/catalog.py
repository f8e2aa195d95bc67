"""The catalog: UltraMsg's queue, its states and refusals under the switches of a world."""

from collections.abc import Mapping
from typing import Any

import msgspec

from windtunnel.domain.catalog import Catalog, Code, Queue
from windtunnel.providers.switches import Switch, chosen
from windtunnel.providers.ultramsg import errors, facts
from windtunnel.providers.ultramsg.rules import RULES, STRICT

FAULTS = (
    "answer-code",
    "answer-lost",
    "connect-refused",
    "error-500-after",
    "fail-later",
    "html-502",
    "number-away",
    "ids-swapped",
    "number-banned",
    "number-logged-out",
    "number-standby",
    "number-unpaid",
    "ok-with-error",
    "webhook-delay",
    "webhook-duplicate",
    "webhook-early",
    "webhook-lost",
    "webhook-regress",
    "webhook-reorder",
    "wire",
)

TELLS = ("pending", "sent", "delivered", "read", "played")
"""No event says that a message is invalid, unsent or expired: it must be asked for. Source: none
of all sources shows one, read 2026-11-22."""

INBOUND = (
    "text",
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contact",
    "reaction",
)
"""Source: ZAP, BOOK: types seen in webhooks (chat, image, video, audio, ptt, document, sticker,
location, vcard, reaction), read 2026-11-22."""

STATES = ("starting", "loading", "logged_out", "standby", "disconnected", "stopped", "banned")

SWITCHES: dict[str, tuple[Switch, ...]] = {
    "banned_status": ("qr", "disconnected", "standby"),
    "failure_body": ("error", "sent-false"),
    "get_json_body": (True, False),
    "json_sends": (True, False),
    "list_sort": ("asc", "desc"),
    "media_upload": ("both", "multipart", "urlencoded"),
    "push_success": ("2xx", "200"),
    "queue_ttl_s": (facts.QUEUE_TTL_S, 3_600, 600),
    "token_error_http_status": (200, 401),
    "validation_http_status": (200, 400, 422),
    "webhook_fields": ("2026", "2022"),
    "webhook_queue_id": (True, False),
    "webhook_reaction": ("body", "object"),
    "webhook_retry_steps": ("quick", "slow"),
}
"""Where the truth about UltraMsg varies: the values of each switch, the default first.

banned_status: what an instance says of itself whose number WhatsApp has banned is not known.
failure_body: third parties claim `{"sent":"false","message":...}` under 200, no capture shows it.
get_json_body: a client sends GETs with the token in a JSON body; whether that works is unknown.
json_sends: an integrator says that sends must be urlencoded, official samples post JSON.
list_sort: SDKs ask for asc; an integrator says that desc is what the server does unasked.
media_upload: an audit says multipart, an SDK posts urlencoded. push_success: which statuses
acknowledge a webhook is not known. queue_ttl_s: a day is published, less is for short runs.
token_error_http_status, validation_http_status: not captured; SDKs read a body under any.
webhook_fields: captures of 2022 have no `hash` and no `sid`. webhook_queue_id: that own messages'
webhooks carry queue id and referenceId is inferred. webhook_reaction: its shape was not captured,
handlers look at the body or at an object. webhook_retry_steps: the waits are not published.
"""


def make_catalog(given: Mapping[str, Switch]) -> Catalog:
    """Return the catalog under these switches.

    Raises:
        ConfigError: a switch that UltraMsg's dialect does not have, or a value it does not take.
    """
    switches: dict[str, Any] = chosen(SWITCHES, given, provider="ultramsg")
    is_quick = switches["webhook_retry_steps"] == "quick"
    return Catalog(
        provider="ultramsg",
        version=facts.VERSION,
        codes=_codes(switches),
        rules=RULES if switches["json_sends"] else RULES | STRICT,
        switches=switches,
        faults=FAULTS,
        push_retry_s=facts.RETRY_QUICK_S if is_quick else facts.RETRY_SLOW_S,
        push_timeout_s=facts.PUSH_TIMEOUT_S,
        pair_refill_s=0.0,
        pair_burst=1,
        throughput_per_s=facts.THROUGHPUT_PER_S,
        throughput_burst=facts.THROUGHPUT_BURST,
        window_s=None,
        tells=TELLS,
        subscriber="number",
        signs=False,
        has_templates=False,
        queue=Queue(
            gap_s=facts.SEND_DELAY_S,
            gap_long_s=facts.SEND_DELAY_MAX_S,
            long_from=facts.QUEUE_LONG_FROM,
            ttl_s=switches["queue_ttl_s"],
            priority=facts.PRIORITY,
        ),
        states=STATES,
        keeps=True,
        inbound=INBOUND,
        has_groups=True,
        stranger="object_unknown",
        body_bytes_max=facts.BODY_BYTES_MAX,
    )


def _codes(switches: Mapping[str, Any]) -> dict[int, Code]:
    codes = dict(errors.CODES)
    for numbers, switch in (
        (errors.TOKEN_CODES, "token_error_http_status"),
        (errors.FIELD_CODES, "validation_http_status"),
    ):
        for number in numbers:
            codes[number] = msgspec.structs.replace(codes[number], http=switches[switch])
    if switches["failure_body"] == errors.SENT_FALSE:
        for number in (*errors.TOKEN_CODES, *errors.FIELD_CODES, errors.UNKNOWN, errors.STOPPED):
            codes[number] = msgspec.structs.replace(
                codes[number], http=errors.HTTP_OK, type=errors.SENT_FALSE
            )
    return codes
