"""Meta's codes: HTTP status, class, shortest wait, limiter, sync or async, cause.

Source: D:support/error-codes (text of 12 December 2025, which still names HTTP statuses), read
2026-11-22; the split into sync and async is of medium confidence, because Meta says "either or
both". Waits: 131056 is 4^X seconds (D:throughput), 131049 a day and growing (D:per-user-limits),
132015 the 3 hours of a first pause (D:template-pausing), 134101 and 131057 the minutes of their
texts; the others are the "seconds" and "hours" of the text, as numbers of ours.
"""

from typing import Any

from windtunnel.domain.catalog import Code
from windtunnel.providers.meta import facts

GRAPH_EXCEPTION = "GraphMethodException"
OAUTH_EXCEPTION = "OAuthException"
INVALID_PARAMETER = 100


def _code(code: int, **more: Any) -> Code:
    return Code(code=code, type=OAUTH_EXCEPTION, **more)


def _permanent(code: int, http: int, title: str, cause: str, **more: Any) -> Code:
    return _code(code, http=http, title=title, cls="permanent", cause=cause, **more)


def _retryable(code: int, http: int, title: str, wait_s: float, **more: Any) -> Code:
    return _code(code, http=http, title=title, cls="retryable", wait_s=wait_s, **more)


def _limit(code: int, http: int, title: str, wait_s: float, **more: Any) -> Code:
    return _retryable(code, http, title, wait_s, cause="limit", **more)


AUTH = (
    _permanent(0, 401, "AuthException", "auth"),
    _permanent(3, 500, "API Method", "auth"),
    _permanent(10, 403, "Permission Denied", "auth"),
    _permanent(104, 401, "An access token is required to request this resource", "auth"),
    _permanent(190, 401, "Access token has expired", "auth"),
    _permanent(200, 403, "API Permission", "auth"),
    _permanent(368, 403, "Temporarily blocked for policies violations", "auth"),
    _permanent(131005, 403, "Access denied", "auth"),
    _permanent(131031, 403, "Account has been locked", "auth"),
    _permanent(131037, 400, "WhatsApp provided number needs display name approval", "auth"),
    _permanent(131042, 400, "Business eligibility payment issue", "auth", when="async"),
    _permanent(131045, 500, "Incorrect certificate", "auth"),
    _permanent(133010, 400, "Phone number not registered", "auth"),
)

LIMITS = (
    _limit(4, 400, "Application request limit reached", 60, limiter="world"),
    _limit(17, 400, "User request limit reached", 60, limiter="world", subcode=2_446_079),
    _limit(613, 400, "Calls to this API have exceeded the rate limit", 60, limiter="world"),
    _limit(80007, 400, "Rate limit issues", 60, limiter="world"),
    _limit(80008, 400, "There have been too many calls to this account", 60, limiter="world"),
    _limit(130429, 400, "Rate limit hit", 1, limiter="number", subcode=facts.SUBCODE_THROUGHPUT),
    _limit(131048, 400, "Spam rate limit hit", 3600, limiter="number", when="async"),
    _limit(
        131056,
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        1,
        growth=4.0,
        limiter="pair",
        subcode=facts.SUBCODE_PAIR,
    ),
    _limit(
        131049,
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        86_400,
        growth=1.5,
        when="async",
        limiter="pair",
    ),
    _limit(133016, 400, "Account register deregister rate limit exceeded", 259_200),
)

PROVIDER = (
    _retryable(1, 400, "API Unknown", 1),
    _retryable(2, 503, "API Service", 1),
    _retryable(131000, 500, "Something went wrong", 1),
    _retryable(131016, 500, "Service unavailable", 1),
    _retryable(131057, 500, "Account in maintenance mode", 60),
    _retryable(133004, 503, "Server Temporarily Unavailable", 1),
)

REQUEST = (
    _permanent(33, 400, "Parameter value is not valid", "provider"),
    _permanent(INVALID_PARAMETER, 400, "Invalid parameter", "provider"),
    _permanent(803, 404, "Some of the aliases you requested do not exist", "provider"),
    _permanent(2200, 400, "Callback verification failed", "provider"),
    _permanent(2500, 400, "Unknown path components", "provider"),
    _permanent(131008, 400, "Required parameter is missing", "provider"),
    _permanent(131009, 400, "Parameter value is not valid", "provider"),
    _permanent(131051, 400, "Unsupported message type", "provider"),
    _permanent(131052, 400, "Media download error", "provider", when="async"),
    _permanent(131053, 400, "Media upload error", "provider", when="async"),
    _permanent(131055, 400, "Method not allowed", "provider"),
    _permanent(131059, 400, "Invalid cursor", "provider"),
    _permanent(135000, 400, "Generic user error", "provider"),
)

RECIPIENT = (
    _permanent(130403, 400, "Recipient is on the block list", "recipient", when="async"),
    _permanent(130472, 400, "User's number is part of an experiment", "recipient", when="async"),
    _permanent(
        130497,
        403,
        "Business account is restricted from messaging users in this country",
        "recipient",
        when="async",
    ),
    _permanent(131021, 400, "Recipient cannot be sender", "recipient"),
    _permanent(131026, 400, "Message undeliverable", "recipient", when="async"),
    _permanent(131030, 400, "Recipient phone number not in allowed list", "recipient"),
    _permanent(131047, 400, "Re-engagement message", "recipient", when="async"),
    _permanent(131050, 400, "User has stopped marketing messages", "recipient", when="async"),
    _permanent(131062, 400, "Recipient id is not supported for this message type", "recipient"),
    _permanent(137000, 400, "Recipient identity key hash mismatch", "recipient", when="async"),
)

TEMPLATE = (
    _permanent(131063, 400, "Marketing templates are disabled on Cloud API", "template"),
    _permanent(132000, 400, "Number of parameters does not match the expected number", "template"),
    _permanent(132001, 404, "Template name does not exist in the translation", "template"),
    _permanent(132005, 400, "Translated text too long", "template"),
    _permanent(132007, 400, "Template format character policy violated", "template"),
    _permanent(132008, 400, "Template parameter value is not valid", "template"),
    _permanent(
        132012, 400, "Parameter format does not match format in the created template", "template"
    ),
    _retryable(132015, 400, "Template is paused", 10_800, limiter="template", cause="template"),
    _permanent(132016, 400, "Template is disabled", "template"),
    _permanent(
        132018, 400, "There's an issue with the parameters in your template message", "template"
    ),
    _permanent(132068, 400, "Flow is in blocked state", "template"),
    _retryable(132069, 400, "Flow is in throttled state", 3600, cause="limit"),
    _retryable(134101, 400, "Template is still syncing", 600, cause="template"),
)

CODES: dict[int, Code] = {
    code.code: code
    for group in (AUTH, LIMITS, PROVIDER, REQUEST, RECIPIENT, TEMPLATE)
    for code in group
}
"""Every code that this dialect can answer or fail with."""

THROTTLES = (4, 80007, 130429, 131056)
"""Their HTTP status is 400 in Meta's table of December 2025, 429 in older text and elsewhere."""
