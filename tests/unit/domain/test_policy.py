import msgspec
import pytest

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel.domain.policy import Backoff, Policy
from windtunnel.domain.policy_rules import BACKOFF_RANGES, RANGES


def refused(*, keys=False, **claims):
    """Return why a policy is refused."""
    with pytest.raises(PolicyError) as raised:
        Policy(**{"delivery": "at-most-once", **claims}).check(has_idempotency_keys=keys)
    return str(raised.value)


def taken(*, keys=False, **claims):
    Policy(**{"delivery": "at-most-once", **claims}).check(has_idempotency_keys=keys)


def test_undeclared_claims_nothing():
    policy = Policy.undeclared()
    claims = [name for name in policy.__struct_fields__[1:] if getattr(policy, name) is not None]
    assert (policy.delivery, claims) == ("undeclared", [])
    policy.check()


@pytest.mark.parametrize("claim", ["provider-idempotent", "exactly-once"])
def test_exactly_once_without_keys_is_refused_with_the_reason(claim):
    assert "no idempotency key" in refused(delivery=claim)
    assert "exactly once cannot be had" in refused(delivery=claim)


def test_exactly_once_with_keys_can_be_had_while_a_key_lives():
    taken(keys=True, delivery="provider-idempotent", key_ttl_s=60)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"delivery": "provider-idempotent"}, "must name key_ttl_s"),
        ({"delivery": "exactly-once", "key_ttl_s": 60}, "declare provider-idempotent"),
        (
            {"delivery": "provider-idempotent", "key_ttl_s": 60, "horizon_s": 61},
            "policy.horizon_s is 61 and policy.key_ttl_s is 60",
        ),
        ({"delivery": "at-least-once", "attempts": 1}, "what is refused once is never sent"),
        (
            {"client_timeout_s": 6, "horizon_s": 5},
            "policy.client_timeout_s is 6; must be within horizon_s (5)",
        ),
        (
            {"backoff": Backoff(base_s=9, jitter="none"), "horizon_s": 5},
            "policy.backoff waits 9 s or more before the second attempt",
        ),
        (
            {"backoff": Backoff(base_s=12, jitter="equal"), "horizon_s": 5},
            "policy.backoff waits 6 s or more",
        ),
    ],
    ids=str,
)
def test_claims_that_nobody_can_keep_are_refused_with_the_reason(claims, said):
    assert said in refused(keys=True, **claims)


@pytest.mark.parametrize(
    "claims",
    [
        {"delivery": "provider-idempotent", "key_ttl_s": 60, "horizon_s": 60},
        {"delivery": "at-least-once", "attempts": 2},
        {"delivery": "at-most-once", "attempts": 1, "ordering": True},
        {"client_timeout_s": 5, "horizon_s": 5},
        {"backoff": Backoff(base_s=9, jitter="full"), "horizon_s": 5},
        {"backoff": Backoff(base_s=10, jitter="equal"), "horizon_s": 5},
        {"backoff": Backoff(base_s=9, jitter="none"), "horizon_s": 5, "attempts": 1},
        {"backoff": Backoff(base_s=9, jitter="none")},
        {"support_within_s": 60, "support_hours": "mon-fri 09:00-18:00"},
        {"support_within_s": 60},
        {"fallback_after_s": 5, "fallback_share": 0.9, "fallback_within_s": 60},
        {"language_fallbacks": {"pt_BR": "pt", "BR": "en-US", "fil": "en"}},
        {"frequency_cap": 2},
        {"retry_budget": 0.1, "retry_budget_floor": 3, "contacts": False},
    ],
    ids=str,
)
def test_claims_that_can_be_kept_are_taken(claims):
    taken(keys=True, **claims)


def around(allowed):
    """Values just outside a range, and things that are no numbers of it."""
    outside = [allowed.hi + 1, float("nan"), "3", True]
    outside.append(allowed.lo if allowed.above else allowed.lo - 1)
    return [*outside, 1.5] if allowed.whole else outside


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, allowed in RANGES.items() for value in around(allowed)],
    ids=str,
)
def test_a_number_outside_its_range_is_refused_by_name(name, value):
    text = refused(**{name: value})
    shown = repr(value) if isinstance(value, str) else value
    assert text.startswith(f"policy.{name} is {shown}; must be ")
    assert text.endswith(str(RANGES[name]))


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, allowed in BACKOFF_RANGES.items() for value in around(allowed)],
    ids=str,
)
def test_so_is_one_of_the_backoff(name, value):
    text = refused(backoff=Backoff(**{"base_s": 1.0, name: value}))
    assert text.startswith(f"policy.backoff.{name} is ")


def test_every_number_of_a_policy_has_a_range():
    numbers = {
        field.name
        for field in msgspec.structs.fields(Policy)
        if "int" in str(field.type) or "float" in str(field.type)
    }
    assert numbers == set(RANGES)
    assert {field.name for field in msgspec.structs.fields(Backoff)} == {*BACKOFF_RANGES, "jitter"}


@pytest.mark.parametrize("name", RANGES)
def test_the_ends_of_a_range_are_in_it(name):
    allowed = RANGES[name]
    assert allowed.holds(allowed.hi)
    assert allowed.holds(allowed.lo) is not allowed.above


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"delivery": "once"}, "policy.delivery is 'once'; must be one of at-most-once, "),
        ({"ordering": 1}, "policy.ordering is 1; must be true or false"),
        ({"contacts": "yes"}, "policy.contacts is 'yes'; must be true or false"),
        ({"attempts": 0}, "policy.attempts is 0; must be a whole number, 1 to 1000"),
        ({"horizon_s": 0}, "policy.horizon_s is 0; must be greater than 0, up to 2592000"),
        ({"backoff": Backoff(base_s=1, jitter="some")}, "policy.backoff.jitter is 'some'; must"),
        ({"backoff": "full"}, "policy.backoff is 'full'; must be a windtunnel.Backoff"),
        (
            {"backoff": Backoff(base_s=4, cap_s=2)},
            "policy.backoff.cap_s is 2; must be at least base_s (4)",
        ),
        ({"language_fallbacks": "en"}, "policy.language_fallbacks is 'en'; must be a table"),
        ({"language_fallbacks": {"pt_BR": "english"}}, "is 'english'; must be languages like"),
        ({"language_fallbacks": {3: "en"}}, "policy.language_fallbacks is 3; must be languages"),
        ({"language_fallbacks": {"en": "en"}}, "is 'en: en'; must be another language"),
        ({"support_hours": 9, "support_within_s": 60}, "policy.support_hours is 9; must be a"),
        ({"support_hours": "always", "support_within_s": 60}, "'always'; must be like"),
    ],
    ids=str,
)
def test_what_is_not_meant_like_that_is_refused(claims, said):
    assert said in refused(**claims)


@pytest.mark.parametrize(
    ("claims", "missing"),
    [
        ({"fallback_share": 0.9}, "without fallback_after_s and fallback_within_s"),
        ({"fallback_after_s": 5, "fallback_share": 0.9}, "without fallback_within_s"),
        ({"retry_budget_floor": 3}, "policy.retry_budget_floor is declared without retry_budget"),
        ({"frequency_window_s": 60}, "policy.frequency_window_s is declared without"),
        ({"support_hours": "09:00-18:00"}, "policy.support_hours is declared without"),
    ],
    ids=str,
)
def test_half_of_what_belongs_together_is_refused(claims, missing):
    assert missing in refused(**claims)


def test_a_policy_error_is_bad_input():
    assert issubclass(PolicyError, ConfigError)


def test_a_misspelt_claim_is_not_overlooked():
    with pytest.raises(msgspec.ValidationError, match="attempt"):
        msgspec.convert({"delivery": "at-most-once", "attempt": 3}, Policy)
