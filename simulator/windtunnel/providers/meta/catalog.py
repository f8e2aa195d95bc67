"""The catalog: Meta's codes under the switches that a world has chosen."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import msgspec

from windtunnel.domain.catalog import Catalog, Code, Rule
from windtunnel.domain.errors import ConfigError
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.errors import CODES
from windtunnel.providers.meta.prices import CURRENCY, PRICES, TABLE

Switch = str | int | float | bool

FAULTS = ("answer-code", "answer-lost", "fail-later", "throttle", "wire")

SWITCHES: dict[str, tuple[Switch, ...]] = {
    "closed_window_error": ("async", "sync"),
    "error_subcode": (True, False),
    "message_status_presence": ("template-only", "always", "never"),
    "push_batching": (False, True),
    "push_success": ("2xx", "200"),
    "template_missing_http_status": (404, 400),
    "throttle_http_status": (400, 429),
    "webhook_retry": ("7d", "36h"),
}
"""Where the truth about Meta varies: the values of each switch, the default first."""

RULES: dict[str, Rule] = {
    "no_token": Rule(code=104, details="An access token is required to request this resource."),
    "token_invalid": Rule(
        code=190, details="Invalid OAuth access token - Cannot parse access token"
    ),
    "token_expired": Rule(
        code=190,
        subcode=facts.SUBCODE_EXPIRED,
        details="Error validating access token: Session has expired. The current time is {now}.",
    ),
    "token_revoked": Rule(
        code=190,
        subcode=facts.SUBCODE_REVOKED,
        details="Error validating access token: The session is invalid.",
    ),
    "object_unknown": Rule(
        code=100,
        subcode=facts.SUBCODE_UNKNOWN_OBJECT,
        details=(
            "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to "
            "missing permissions, or does not support this operation"
        ),
    ),
    "scope_missing": Rule(code=200, details="Requires {scope} permission"),
    "access_denied": Rule(code=131005, details="Access denied to {id}"),
    "throughput": Rule(
        code=130429,
        subcode=facts.SUBCODE_THROUGHPUT,
        details="Cloud API message throughput has been reached.",
    ),
    "pair_rate": Rule(
        code=131056,
        details=(
            "Message failed to send because there were too many messages sent from this phone "
            "number to the same phone number in a short period of time."
        ),
    ),
    "malformed": Rule(code=100, details="{what}"),
    "bad_parameter": Rule(code=100, subcode=facts.SUBCODE_PARAMETER, details="{what}"),
    "body_too_large": Rule(code=100, details="The request body is larger than {limit} bytes"),
    "parameter_missing": Rule(code=131008, details="{what}"),
    "value_invalid": Rule(code=131009, details="{what}"),
    "type_unsupported": Rule(code=131051, details="{what}"),
    "recipient_not_allowed": Rule(
        code=131030, details="Recipient phone number {recipient} is not in the allowed list"
    ),
    "recipient_is_sender": Rule(code=131021, details="Recipient cannot be the sender"),
    "not_on_whatsapp": Rule(code=131026, when="async", details="Message Undeliverable."),
    "window_closed": Rule(
        code=131047,
        when="async",
        details=(
            "Message failed to send because more than 24 hours have passed since the customer "
            "last replied to this number."
        ),
    ),
    "template_missing": Rule(
        code=132001, details="template name ({template}) does not exist in {lang}"
    ),
    "template_paused": Rule(code=132015, details="template ({template}) is paused"),
    "template_disabled": Rule(code=132016, details="template ({template}) is disabled"),
    "template_parameters": Rule(
        code=132000,
        details=(
            "{part}: number of localizable_params ({given}) does not match the expected number "
            "of params ({expected})"
        ),
    ),
    "template_button_parameter": Rule(
        code=131008,
        details="buttons: Button at index {index} of type {kind} requires a parameter",
    ),
    "template_too_long": Rule(code=132005, details="{part}: longer than {limit} characters"),
    "message_unknown": Rule(code=131009, details="Message {message} is unknown or too old"),
    "callback_refused": Rule(code=2200, details="(#2200) Callback verification failed: {why}"),
}


def make_catalog(chosen: Mapping[str, Switch]) -> Catalog:
    """Return the catalog under these switches.

    Raises:
        ConfigError: a switch that Meta's dialect does not have, or a value it does not take.
    """
    switches = _checked(chosen)
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
        prices=PRICES,
        price_table=TABLE,
        currency=CURRENCY,
    )


def _checked(chosen: Mapping[str, Switch]) -> dict[str, Switch]:
    switches = {name: values[0] for name, values in SWITCHES.items()}
    for name, value in chosen.items():
        if name not in SWITCHES:
            near = get_close_matches(name, SWITCHES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(f"switch {name!r} is not one of meta's: {', '.join(SWITCHES)}{hint}")
        if value not in SWITCHES[name]:
            allowed = ", ".join(map(repr, SWITCHES[name]))
            raise ConfigError(f"switch {name} is {value!r}; allowed: {allowed}")
        switches[name] = value
    return switches


def _codes(switches: Mapping[str, Any]) -> dict[int, Code]:
    codes = dict(CODES)
    for number in (4, 80007, 130429, 131056):
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
        kept = {"object_unknown", "token_expired", "token_revoked"}
        for name, rule in list(rules.items()):
            if name not in kept:
                rules[name] = msgspec.structs.replace(rule, subcode=None)
    return rules
