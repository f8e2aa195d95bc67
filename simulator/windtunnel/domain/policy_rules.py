"""What a policy may claim: the range of every number, and claims that no sender could keep."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from windtunnel.domain.hours import read_hours

if TYPE_CHECKING:
    from windtunnel.domain.policy import Backoff, Policy

HOUR_S, DAY_S = 3_600, 86_400
MONTH_S = 30 * DAY_S


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """What a number may be, both ends included; `above` leaves out the lower one."""

    lo: float = 0
    hi: float
    above: bool = False
    whole: bool = False

    def holds(self, value: object) -> bool:
        """Return whether a value is a number of this range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.whole and not isinstance(value, int):
            return False
        return self.lo <= value <= self.hi and not (self.above and value == self.lo)

    def __str__(self) -> str:
        if self.above:
            return f"greater than {self.lo:g}, up to {self.hi:.15g}"
        return f"{self.lo:g} to {self.hi:.15g}"


def _above_0(hi: float) -> Range:
    return Range(hi=hi, above=True)


RANGES: dict[str, Range] = {
    "attempts": Range(lo=1, hi=1_000, whole=True),
    "horizon_s": _above_0(MONTH_S),
    "retry_budget": Range(hi=10),
    "retry_budget_floor": Range(hi=1_000_000, whole=True),
    "breaker_probe_per_s": _above_0(1_000),
    "opt_out_grace_s": Range(hi=DAY_S),
    "dedupe_ttl_s": _above_0(365 * DAY_S),
    "ack_deadline_s": _above_0(HOUR_S),
    "client_timeout_s": _above_0(HOUR_S),
    "key_ttl_s": _above_0(MONTH_S),
    "frequency_cap": Range(lo=1, hi=1_000, whole=True),
    "frequency_window_s": _above_0(MONTH_S),
    "fallback_after_s": _above_0(DAY_S),
    "fallback_share": Range(hi=1, above=True),
    "fallback_within_s": _above_0(DAY_S),
    "support_within_s": _above_0(7 * DAY_S),
    "recover_within_s": _above_0(7 * DAY_S),
    "polls_within_s": _above_0(7 * DAY_S),
}
"""Every number of a policy."""

BACKOFF_RANGES: dict[str, Range] = {
    "base_s": _above_0(HOUR_S),
    "factor": Range(lo=1, hi=100),
    "cap_s": _above_0(DAY_S),
}
"""Every number of its backoff."""

_WORDS = {
    "delivery": (
        *("at-most-once", "at-least-once", "provider-idempotent", "exactly-once"),
        "undeclared",
    ),
    "jitter": ("full", "equal", "none"),
}
_TOGETHER = ("fallback_after_s", "fallback_share", "fallback_within_s")
_NEEDS = {
    "retry_budget_floor": "retry_budget",
    "frequency_window_s": "frequency_cap",
    "support_hours": "support_within_s",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?|[A-Z]{2}")


def flaws(policy: "Policy", *, has_keys: bool) -> Iterator[str]:
    """Yield what stands against a policy: first values, then what belongs together, then claims.

    Args:
        policy: the claims.
        has_keys: whether the provider has idempotency keys.
    """
    yield from _values(policy)
    yield from _halves(policy)
    yield from _delivery(policy, has_keys=has_keys)
    yield from _times(policy)


def _values(policy: "Policy") -> Iterator[str]:
    yield from _words("policy.delivery", policy.delivery, _WORDS["delivery"])
    for name, allowed in RANGES.items():
        yield from _number(f"policy.{name}", getattr(policy, name), allowed)
    for name in ("ordering", "contacts"):
        value = getattr(policy, name)
        if value is not None and not isinstance(value, bool):
            yield _said(f"policy.{name}", value, "true or false")
    if policy.backoff is not None:
        yield from _backoff(policy.backoff)
    if policy.language_fallbacks is not None:
        yield from _languages(policy.language_fallbacks)
    if policy.support_hours is not None:
        if not isinstance(policy.support_hours, str):
            yield _said("policy.support_hours", policy.support_hours, "a text")
        else:
            read_hours(policy.support_hours)


def _backoff(backoff: "Backoff") -> Iterator[str]:
    if not isinstance(backoff, msgspec.Struct):
        yield _said("policy.backoff", backoff, "a windtunnel.Backoff")
    for name, allowed in BACKOFF_RANGES.items():
        value = getattr(backoff, name)
        if not allowed.holds(value):
            yield _said(f"policy.backoff.{name}", value, str(allowed))
    yield from _words("policy.backoff.jitter", backoff.jitter, _WORDS["jitter"])
    if backoff.cap_s < backoff.base_s:
        at_least = f"at least base_s ({backoff.base_s:g})"
        yield _said("policy.backoff.cap_s", backoff.cap_s, at_least)


def _languages(fallbacks: object) -> Iterator[str]:
    field = "policy.language_fallbacks"
    if not isinstance(fallbacks, dict):
        yield _said(field, fallbacks, "a table of language: fallback")
    for wanted, fallback in fallbacks.items() if isinstance(fallbacks, dict) else ():
        for tag in (wanted, fallback):
            if not isinstance(tag, str) or not _LANGUAGE.fullmatch(tag):
                yield _said(field, tag, "languages like pt_BR (or, to fall back from, a country)")
        if wanted == fallback:
            yield _said(field, f"{wanted}: {fallback}", "another language to fall back to")


def _halves(policy: "Policy") -> Iterator[str]:
    said = [name for name in _TOGETHER if getattr(policy, name) is not None]
    missing = [name for name in _TOGETHER if name not in said]
    if said and missing:
        yield (
            f"policy.{said[0]} is declared without {' and '.join(missing)}; a fallback is: after "
            "how long, which share of messages, and within how long"
        )
    for name, other in _NEEDS.items():
        if getattr(policy, name) is not None and getattr(policy, other) is None:
            yield f"policy.{name} is declared without {other}, and says nothing alone"


def _delivery(policy: "Policy", *, has_keys: bool) -> Iterator[str]:
    claim = policy.delivery
    if claim in ("provider-idempotent", "exactly-once") and not has_keys:
        yield (
            f"policy.delivery is {claim}, but this provider has no idempotency "
            "key: when an answer is lost, exactly once cannot be had. Declare at-most-once "
            "(park the message as unknown) or at-least-once. A provider with keys "
            "is had by the switch idempotency (world: {switches: {idempotency: key}} in the "
            "scenario, or verify --switch idempotency=key)."
        )
    if claim == "exactly-once":
        yield (
            "policy.delivery is exactly-once; a key holds for a time only, so declare "
            "provider-idempotent with key_ttl_s"
        )
    if claim == "at-least-once" and policy.attempts == 1:
        yield (
            "policy.delivery is at-least-once and policy.attempts is 1: what is refused once is "
            "never sent. Declare 2 attempts or more, or at-most-once."
        )
    if claim != "provider-idempotent":
        return
    ttl_s, horizon_s = policy.key_ttl_s, policy.horizon_s
    if ttl_s is None:
        yield "policy.delivery is provider-idempotent; must name key_ttl_s, the life of a key"
    elif horizon_s is not None and horizon_s > ttl_s:
        yield (
            f"policy.horizon_s is {horizon_s:g} and policy.key_ttl_s is {ttl_s:g}: an attempt "
            "after the key's life can double the message. The horizon must be within key_ttl_s."
        )


def _times(policy: "Policy") -> Iterator[str]:
    horizon_s, timeout_s, backoff = policy.horizon_s, policy.client_timeout_s, policy.backoff
    if horizon_s is None:
        return
    if timeout_s is not None and timeout_s > horizon_s:
        yield (
            f"policy.client_timeout_s is {timeout_s:g}; must be within horizon_s ({horizon_s:g}), "
            "or the horizon ends while the first answer is waited for"
        )
    if backoff is None or policy.attempts == 1:
        return
    least_s = backoff.base_s * {"full": 0.0, "equal": 0.5}.get(backoff.jitter, 1.0)
    if least_s > horizon_s:
        yield (
            f"policy.backoff waits {least_s:g} s or more before the second attempt; must be "
            f"within horizon_s ({horizon_s:g}), or there is none"
        )


def _number(field: str, value: object, allowed: Range) -> Iterator[str]:
    if value is not None and not allowed.holds(value):
        yield _said(field, value, f"a whole number, {allowed}" if allowed.whole else str(allowed))


def _words(field: str, value: object, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        yield _said(field, value, f"one of {', '.join(allowed)}")


def _said(field: str, value: Any, allowed: str) -> str:
    shown = repr(value) if isinstance(value, str) else value
    return f"{field} is {shown}; must be {allowed}"
