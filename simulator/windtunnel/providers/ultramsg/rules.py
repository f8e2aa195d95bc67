"""How UltraMsg says the platform's reasons.

Texts: ODOO and N8N (wrong token), an integrator's list of failures (stopped), the code of several
clients (instance not found), read 2026-11-22. Reasons that are not here cannot happen: there are
no scopes, limits, windows, templates and idempotency keys.
"""

from windtunnel.domain.catalog import Rule
from windtunnel.providers.ultramsg import errors
from windtunnel.providers.ultramsg.facts import BODY_BYTES_MAX

_TOKEN = Rule(
    code=errors.WRONG_TOKEN,
    details="Wrong token. Please provide token as a GET parameter.",
)

RULES: dict[str, Rule] = {
    "no_token": _TOKEN,
    "token_invalid": _TOKEN,
    "token_expired": _TOKEN,
    "token_revoked": _TOKEN,
    "object_unknown": Rule(code=errors.UNKNOWN, details="Instance not found"),
    "number_stopped": Rule(
        code=errors.STOPPED,
        details=(
            "Your instance has been Stopped due to non-payment. you can activate this instance by "
            "extending your subscription. Payment information updates every 5 minutes."
        ),
    ),
    "parameter_missing": Rule(code=errors.MISSING, details="{what}"),
    "value_too_long": Rule(code=errors.TOO_LONG, details="{what}"),
    "value_invalid": Rule(code=errors.NOT_VALID, details="{what}"),
    "message_unknown": Rule(code=errors.NOT_VALID, details='[{{"msgId":"is not valid"}}]'),
    "body_too_large": Rule(
        code=errors.TOO_LONG,
        http=413,
        details=f"request entity too large, at most {BODY_BYTES_MAX} bytes are read",
    ),
    "not_on_whatsapp": Rule(code=errors.INVALID, when="async"),
    "content_unreachable": Rule(code=errors.UNSENT, when="async"),
    "queue_expired": Rule(code=errors.EXPIRED, when="async"),
}

STRICT: dict[str, Rule] = {
    "malformed": Rule(code=errors.MISSING, details="{what}"),
    "type_unsupported": _TOKEN,
}
"""Those that only a gateway has which does not read JSON: see the switch `json_sends`."""

DETAILS: dict[int, str] = {
    errors.WRONG_TOKEN: _TOKEN.details,
    errors.UNKNOWN: RULES["object_unknown"].details,
    errors.STOPPED: RULES["number_stopped"].details,
    errors.MISSING: '[{"body":"is required"}]',
    errors.TOO_LONG: '[{"body":"max length limit exceeded of 4096"}]',
    errors.NOT_VALID: '[{"to":"is not valid"}]',
}
"""What a code says where the platform gives no details of its own: a fault made the answer."""
