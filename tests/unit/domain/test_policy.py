import msgspec
import pytest

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel.domain.policy import Backoff, Policy


def test_undeclared_claims_nothing():
    policy = Policy.undeclared()
    claims = [name for name in policy.__struct_fields__[1:] if getattr(policy, name) is not None]
    assert (policy.delivery, claims) == ("undeclared", [])


def test_exactly_once_without_keys_is_refused_with_the_reason():
    with pytest.raises(PolicyError, match="no idempotency key"):
        Policy(delivery="provider-idempotent").check()


def test_exactly_once_with_keys_can_be_had():
    Policy(delivery="provider-idempotent").check(has_idempotency_keys=True)


@pytest.mark.parametrize(
    "claim",
    [
        {"attempts": 0},
        {"horizon_s": 0},
        {"client_timeout_s": -1},
        {"ack_deadline_s": float("nan")},
        {"dedupe_ttl_s": 0},
    ],
    ids=str,
)
def test_an_impossible_value_is_refused_by_name(claim):
    with pytest.raises(PolicyError, match=f"policy.{next(iter(claim))}"):
        Policy(delivery="at-least-once", **claim).check()


def test_a_possible_policy_passes():
    policy = Policy(delivery="at-least-once", attempts=5, horizon_s=60, backoff=Backoff(base_s=1))
    policy.check()


def test_a_policy_error_is_bad_input():
    assert issubclass(PolicyError, ConfigError)


def test_a_misspelt_claim_is_not_overlooked():
    with pytest.raises(msgspec.ValidationError, match="attempt"):
        msgspec.convert({"delivery": "at-most-once", "attempt": 3}, Policy)
