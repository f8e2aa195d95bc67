"""How Meta says the platform's reasons: the code, when, and the words of the details.

Details that begin with "(#" are the answers of the Graph layer: they are the whole message, with
no `error_data`. The others come from WhatsApp behind it. Source of both forms: captures in
GH:DaggieBlanqx/whatsappcloudapi_wrapper#5 and GH:shridarpatil/frappe_whatsapp#43, read 2026-11-24.
"""

from windtunnel.domain.catalog import BODY_BYTES_MAX, Rule
from windtunnel.providers.meta import facts

HTTP_UNPROCESSABLE = 422
"""A key with another body. Source: assumed, with the code, after the IETF draft
draft-ietf-httpapi-idempotency-key-header-07, section 2.7; Meta itself has no keys."""

HTTP_TOO_LARGE = 413
"""Source: assumed; Meta publishes no bound for a send's body."""

ACCESS: dict[str, Rule] = {
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
            "Unsupported post request. Object with ID '{id}' does not exist, cannot be loaded due "
            "to missing permissions, or does not support this operation"
        ),
    ),
    "scope_missing": Rule(code=200, details="(#200) Requires {scope} permission"),
    "number_banned": Rule(code=131031, details="Account has been locked"),
    "access_denied": Rule(code=131005, details="Access denied to {id}"),
}

LIMITS: dict[str, Rule] = {
    "throughput": Rule(code=130429, details="Cloud API message throughput has been reached."),
    "pair_rate": Rule(
        code=131056,
        details=(
            "Message failed to send because there were too many messages sent from this phone "
            "number to the same phone number in a short period of time."
        ),
    ),
}

REQUEST: dict[str, Rule] = {
    "malformed": Rule(code=100, details="(#100) {what}"),
    "bad_parameter": Rule(code=100, subcode=facts.SUBCODE_PARAMETER, details="{what}"),
    "body_too_large": Rule(
        code=100,
        http=HTTP_TOO_LARGE,
        details=f"(#100) The request body is larger than {BODY_BYTES_MAX} bytes",
    ),
    "parameter_missing": Rule(code=131008, details="{what}"),
    "value_invalid": Rule(code=131009, details="{what}"),
    "type_unsupported": Rule(code=131051, details="{what}"),
    "message_unknown": Rule(code=131009, details="Message {message} is unknown or too old"),
    "key_reused": Rule(
        code=131009, http=HTTP_UNPROCESSABLE, details="Idempotency-Key was used with another body"
    ),
    "callback_refused": Rule(code=2200, details="(#2200) Callback verification failed: {why}"),
}

RECIPIENT: dict[str, Rule] = {
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
    "opted_out": Rule(
        code=131050,
        when="async",
        details=(
            "Unable to deliver the message. This recipient has chosen to stop receiving marketing "
            "messages on WhatsApp from your business"
        ),
    ),
}

TEMPLATE: dict[str, Rule] = {
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
    "template_parameter_text": Rule(code=132018, details="{what}"),
    "template_button_parameter": Rule(
        code=131008,
        details="buttons: Button at index {index} of type {kind} requires a parameter",
    ),
    "template_too_long": Rule(code=132005, details="{part}: longer than {limit} characters"),
}

RULES: dict[str, Rule] = {**ACCESS, **LIMITS, **REQUEST, **RECIPIENT, **TEMPLATE}

DETAILS: dict[int, str] = {
    rule.code: rule.details
    for rule in (*ACCESS.values(), *LIMITS.values(), *RECIPIENT.values())
    if "{" not in rule.details and rule.subcode is None
}
"""What a code says where the platform gives no details of its own: a fault made the answer."""
