"""What a sender claims of itself; verdicts are relative to it. All but delivery is optional."""

from typing import Literal

import msgspec

from windtunnel.domain.errors import PolicyError
from windtunnel.domain.policy_rules import flaws

Delivery = Literal[
    "at-most-once", "at-least-once", "provider-idempotent", "exactly-once", "undeclared"
]
"""`exactly-once` can be written, and is refused with the reason."""

FREQUENCY_WINDOW_S = 86_400.0
"""The moving window of a frequency cap where none is declared."""


class Backoff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Waits between attempts: min(cap, base · factor^k), with this jitter."""

    base_s: float
    factor: float = 2.0
    cap_s: float = 60.0
    jitter: Literal["full", "equal", "none"] = "full"


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The declared policy; absent (None) means not claimed."""

    delivery: Delivery
    attempts: int | None = None
    horizon_s: float | None = None
    backoff: Backoff | None = None
    retry_budget: float | None = None
    retry_budget_floor: int | None = None
    ordering: bool | None = None
    breaker_probe_per_s: float | None = None
    opt_out_grace_s: float | None = None
    dedupe_ttl_s: float | None = None
    ack_deadline_s: float | None = None
    client_timeout_s: float | None = None
    key_ttl_s: float | None = None
    frequency_cap: int | None = None
    frequency_window_s: float | None = None
    language_fallbacks: dict[str, str] | None = None
    fallback_after_s: float | None = None
    fallback_share: float | None = None
    fallback_within_s: float | None = None
    support_hours: str | None = None
    support_within_s: float | None = None
    recover_within_s: float | None = None
    polls_within_s: float | None = None
    contacts: bool | None = None

    @staticmethod
    def undeclared() -> "Policy":
        """Return the policy of a sender that claims nothing: it costs verdicts."""
        return Policy(delivery="undeclared")

    def check(self, *, has_idempotency_keys: bool = False) -> None:
        """Refuse what cannot be had.

        Raises:
            PolicyError: a value outside its range, half of what belongs together, or a claim
                that no sender could keep here; the text says which, and what is allowed.
        """
        for flaw in flaws(self, has_keys=has_idempotency_keys):
            raise PolicyError(flaw)
