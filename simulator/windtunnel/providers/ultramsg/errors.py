"""UltraMsg's refusals and failures by numbers of ours: it has none, its clients read texts.

The numbers stand in ledger and catalog alone and never on the wire. HTTP statuses are the least
certain part: 404 of instances was captured, that of a bad token and of bad fields was not. The
sister product chat-api.com used 401 with the same words. Source: ODOO, N8N, NODE, PHP, and the
list of failures of an integrator, read 2026-11-22.
"""

from windtunnel.domain.catalog import Code

WRONG_TOKEN = 1
UNKNOWN = 2
STOPPED = 3
MISSING = 10
TOO_LONG = 11
NOT_VALID = 12
INVALID = 20
UNSENT = 21
EXPIRED = 22
SERVER = 50

HTTP_OK = 200
HTTP_NOT_FOUND = 404
HTTP_ERROR = 500

PLAIN = "error"
"""The shape of a refusal: `{"error": ...}`, a text or an array."""

SENT_FALSE = "sent-false"
"""The other one: `{"sent": "false", "message": ...}`. Source: third parties' code alone."""

TOKEN_CODES = (WRONG_TOKEN,)
FIELD_CODES = (MISSING, TOO_LONG, NOT_VALID)

STATUSES: dict[int, str] = {INVALID: "invalid", UNSENT: "unsent", EXPIRED: "expired"}
"""How a failed message stands in lists. Source: BLOG."""


def _code(code: int, title: str, *, http: int, cause: str, **more: str) -> Code:
    return Code(
        code=code,
        title=title,
        http=http,
        cause=cause,
        type=PLAIN,
        cls=more.get("cls", "permanent"),  # type: ignore[arg-type]  # one of the classes
        when=more.get("when", "sync"),  # type: ignore[arg-type]  # one of both
    )


CODES: dict[int, Code] = {
    code.code: code
    for code in (
        _code(WRONG_TOKEN, "Wrong token", http=HTTP_OK, cause="auth"),
        _code(UNKNOWN, "Instance not found", http=HTTP_NOT_FOUND, cause="auth"),
        # It works again once it is paid for, and no wait for that is published.
        _code(STOPPED, "Instance stopped", http=HTTP_NOT_FOUND, cause="auth", cls="retryable"),
        _code(MISSING, "Field is required", http=HTTP_OK, cause="provider"),
        _code(TOO_LONG, "Max length limit exceeded", http=HTTP_OK, cause="provider"),
        _code(NOT_VALID, "Field is not valid", http=HTTP_OK, cause="provider"),
        _code(INVALID, "invalid", http=HTTP_OK, cause="recipient", when="async"),
        # These two can be sent again by the gateway: messages/resendByStatus.
        _code(UNSENT, "unsent", http=HTTP_OK, cause="provider", cls="retryable", when="async"),
        _code(EXPIRED, "expired", http=HTTP_OK, cause="expired", cls="retryable", when="async"),
        _code(SERVER, "Internal Server Error", http=HTTP_ERROR, cause="provider", cls="ambiguous"),
    )
}
"""Every code that this dialect can answer or fail with."""
