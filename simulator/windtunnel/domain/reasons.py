"""Why a platform refuses or fails a message, in words that no provider owns.

A dialect's catalog maps each to its own code (`Catalog.rules`); one that it does not map cannot
happen at that provider.
"""

from typing import Literal, get_args

Reason = Literal[
    "no_token",
    "token_invalid",
    "token_expired",
    "token_revoked",
    "object_unknown",
    "scope_missing",
    "access_denied",
    "throughput",
    "pair_rate",
    "malformed",
    "bad_parameter",
    "parameter_missing",
    "value_invalid",
    "value_too_long",
    "type_unsupported",
    "recipient_not_allowed",
    "recipient_is_sender",
    "not_on_whatsapp",
    "window_closed",
    "template_missing",
    "template_paused",
    "template_disabled",
    "template_parameters",
    "template_parameter_text",
    "template_button_parameter",
    "template_too_long",
    "opted_out",
    "key_reused",
    "message_unknown",
    "body_too_large",
    "callback_refused",
    "number_stopped",
    "number_banned",
    "content_unreachable",
    "queue_expired",
]
"""Every reason, one word each."""

REASONS: tuple[str, ...] = get_args(Reason)
