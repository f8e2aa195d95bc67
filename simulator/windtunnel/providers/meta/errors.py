"""Meta's codes: HTTP status, class, shortest wait, limiter, sync or async, cause.

Source: D:support/error-codes (text of 12 December 2025, which still names HTTP statuses), read
2026-11-22; the split into sync and async is of medium confidence, because Meta says "either or
both". Waits: 131056 is 4^X seconds (D:throughput), 131049 a day and growing (D:per-user-limits);
the others are the "seconds", "minutes" and "hours" of the text, as numbers of ours.
"""

from typing import Any

from windtunnel.domain.catalog import Code

GRAPH_EXCEPTION = "GraphMethodException"


def _permanent(code: int, http: int, title: str, cause: str, **more: Any) -> Code:
    return Code(code=code, http=http, title=title, cls="permanent", cause=cause, **more)


def _retryable(code: int, http: int, title: str, wait_s: float, **more: Any) -> Code:
    return Code(code=code, http=http, title=title, cls="retryable", wait_s=wait_s, **more)


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
    _permanent(131042, 400, "Business eligibility payment issue", "auth", when="async"),
    _permanent(131045, 500, "Incorrect certificate", "auth"),
    _permanent(133010, 400, "Phone number not registered", "auth"),
)

LIMITS = (
    _retryable(4, 400, "API Too Many Calls", 60, limiter="world", cause="limit"),
    _retryable(80007, 400, "Rate limit issues", 60, limiter="world", cause="limit"),
    _retryable(130429, 400, "Rate limit hit", 1, limiter="number", cause="limit"),
    _retryable(131048, 400, "Spam rate limit hit", 3600, limiter="number", cause="limit"),
    _retryable(
        131056,
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        1,
        growth=4.0,
        limiter="pair",
        cause="limit",
    ),
    _retryable(
        131049,
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        86_400,
        growth=1.5,
        when="async",
        limiter="pair",
        cause="limit",
    ),
)

PROVIDER = (
    Code(code=1, http=400, title="API Unknown", cls="retryable", wait_s=1, cause="provider"),
    _retryable(2, 503, "API Service", 1, cause="provider"),
    _retryable(131000, 500, "Something went wrong", 1, cause="provider"),
    _retryable(131016, 500, "Service unavailable", 1, cause="provider"),
    _retryable(131057, 500, "Account in maintenance mode", 60, cause="provider"),
)

REQUEST = (
    _permanent(33, 400, "Parameter value is not valid", "provider"),
    _permanent(100, 400, "Invalid parameter", "provider"),
    _permanent(2500, 400, "Unknown path components", "provider"),
    _permanent(131008, 400, "Required parameter is missing", "provider"),
    _permanent(131009, 400, "Parameter value is not valid", "provider"),
    _permanent(131051, 400, "Unsupported message type", "provider"),
    _permanent(131053, 400, "Media upload error", "provider", when="async"),
    _permanent(135000, 400, "Generic user error", "provider"),
    _permanent(2200, 400, "Callback verification failed", "provider"),
)

RECIPIENT = (
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
)

TEMPLATE = (
    _permanent(132000, 400, "Number of parameters does not match the expected number", "template"),
    _permanent(132001, 404, "Template name does not exist in the translation", "template"),
    _permanent(132005, 400, "Translated text too long", "template"),
    _permanent(132007, 400, "Template format character policy violated", "template"),
    _permanent(132012, 400, "Template parameter format mismatch", "template"),
    _retryable(132015, 400, "Template is paused", 10_800, limiter="template", cause="template"),
    _permanent(132016, 400, "Template is disabled", "template"),
    _permanent(132018, 400, "Template parameter error", "template"),
)

CODES: dict[int, Code] = {
    code.code: code
    for group in (AUTH, LIMITS, PROVIDER, REQUEST, RECIPIENT, TEMPLATE)
    for code in group
}
"""Every code that this dialect can answer or fail with."""
