"""The catalog: Meta's codes under the switches that a world has chosen."""

from collections.abc import Mapping
from typing import Any

import msgspec

from windtunnel.domain.catalog import Catalog, Code, Rule
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.errors import CODES, THROTTLES
from windtunnel.providers.meta.prices import CURRENCY, TABLE, price_table
from windtunnel.providers.meta.rules import RULES
from windtunnel.providers.switches import Switch, chosen

FAULTS = (
    "answer-code",
    "answer-lost",
    "connect-refused",
    "error-500-after",
    "fail-later",
    "html-502",
    "number-banned",
    "ok-with-error",
    "throttle",
    "webhook-bad-signature",
    "webhook-delay",
    "webhook-duplicate",
    "webhook-early",
    "webhook-lost",
    "webhook-regress",
    "webhook-reorder",
    "wire",
)

SWITCHES: dict[str, tuple[Switch, ...]] = {
    "bsuid": ("beside-phone", "off", "phone-omitted"),
    "closed_window_error": ("async", "sync"),
    "conversation_object": ("per-version", "always", "never"),
    "error_subcode": (True, False),
    "idempotency": ("none", "key"),
    "idempotency_key_ttl_s": (86_400, 3_600, 60),
    "message_status_presence": ("template-only", "always", "never"),
    "push_batching": (False, True),
    "push_success": ("2xx", "200"),
    "service_pricing": ("free", "utility-rate"),
    "statuses_contacts": (True, False),
    "template_missing_http_status": (404, 400),
    "throttle_http_status": (400, 429),
    "webhook_escaping": ("ascii", "utf-8"),
    "webhook_retry": ("7d", "36h"),
}
"""Where the truth about Meta varies: the values of each switch, the default first.

bsuid: users have business-scoped ids since 2026, and one who takes a username hides the number.
closed_window_error: measured is 200 and a failed status later; some gateways refuse at once.
conversation_object: documented as gone from v24 on, one capture of 2026 still shows it.
error_subcode: documented as gone since v16, still seen. idempotency: Meta has no keys; a gateway
before it may take the header Idempotency-Key, and idempotency_key_ttl_s is for how long.
message_status_presence: the documents contradict each other, captures show it on template sends.
push_batching: several events a POST in a backlog. push_success: whether 201 or 204 ends a push.
service_pricing: since 1 October 2026 the first 1,000 service messages of a number and month are
free, the rest cost the utility rate; "free" counts all as among the first, "utility-rate" none.
statuses_contacts: seen since 2026. template_missing_http_status: 404 is published, 400 was
captured. throttle_http_status: 400 is published, 429 older. webhook_escaping: "ascii" was
captured; a receiver that signs its own copy of a body is right under "utf-8" alone.
webhook_retry: two pages of Meta disagree.
"""

_SUBCODE_ALWAYS = frozenset({"object_unknown", "token_expired", "token_revoked"})
"""Reasons whose code says nothing without its subcode: the switch `error_subcode` spares them."""


def make_catalog(given: Mapping[str, Switch]) -> Catalog:
    """Return the catalog under these switches.

    Raises:
        ConfigError: a switch that Meta's dialect does not have, or a value it does not take.
    """
    switches = chosen(SWITCHES, given, provider="meta")
    return Catalog(
        provider="meta",
        version=facts.API_VERSION,
        codes=_codes(switches),
        rules=_rules(switches),
        switches=switches,
        faults=FAULTS,
        push_retry_s=(
            facts.RETRY_7D_S if switches["webhook_retry"] == "7d" else facts.RETRY_36H_S
        ),
        push_timeout_s=facts.PUSH_TIMEOUT_S,
        pair_refill_s=facts.PAIR_REFILL_S,
        pair_burst=facts.PAIR_BURST,
        throughput_per_s=facts.THROUGHPUT_PER_S,
        throughput_burst=facts.THROUGHPUT_BURST,
        window_s=facts.WINDOW_S,
        states=("banned",),
        prices=price_table(switches["service_pricing"]),
        price_table=TABLE,
        currency=CURRENCY,
    )


def _codes(switches: Mapping[str, Any]) -> dict[int, Code]:
    codes = dict(CODES)
    if not switches["error_subcode"]:
        codes = {n: msgspec.structs.replace(code, subcode=None) for n, code in codes.items()}
    for number in THROTTLES:
        codes[number] = msgspec.structs.replace(
            codes[number], http=switches["throttle_http_status"]
        )
    codes[132001] = msgspec.structs.replace(
        codes[132001], http=switches["template_missing_http_status"]
    )
    return codes


def _rules(switches: Mapping[str, Any]) -> dict[str, Rule]:
    rules = dict(RULES)
    rules["window_closed"] = msgspec.structs.replace(
        rules["window_closed"], when=switches["closed_window_error"]
    )
    if not switches["error_subcode"]:
        for name in RULES:
            if name not in _SUBCODE_ALWAYS:
                rules[name] = msgspec.structs.replace(rules[name], subcode=None)
    return rules
