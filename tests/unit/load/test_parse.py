from pathlib import Path

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.adapters import parse_sender
from windtunnel_load.senders import NAMED

SERVICES = Path(__file__).parents[2] / "load" / "services"


@pytest.mark.parametrize("name", NAMED)
def test_a_shipped_name_is_a_python_sender_that_reports_all(name):
    spec = parse_sender(name)
    assert (spec.kind, spec.target) == ("python", NAMED[name].factory)
    assert set(spec.reports) == {"outcome", "cause", "effect"}


def test_a_service_reports_nothing_and_brings_its_policy():
    spec = parse_sender(f"http:{SERVICES / 'right.yaml'}")
    assert (spec.kind, spec.name, spec.reports) == ("http", "right-service", ())
    assert spec.policy.delivery == "at-most-once"


def test_a_service_may_rely_on_keys_where_there_are_some(tmp_path):
    path = tmp_path / "keyed.yaml"
    text = (SERVICES / "right.yaml").read_text()
    begin = text.index("policy:")
    policy = "policy: {delivery: provider-idempotent, key_ttl_s: 60, horizon_s: 15}\n"
    path.write_text(text[:begin] + policy)
    assert parse_sender(f"http:{path}", has_keys=True).policy.delivery == "provider-idempotent"
    with pytest.raises(ConfigError, match="this provider has no idempotency key"):
        parse_sender(f"http:{path}")


def test_direct_claims_nothing():
    for provider in ("meta", "ultramsg"):
        spec = parse_sender(f"direct:{provider}")
        assert (spec.target, spec.policy.delivery) == (provider, "undeclared")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("referense", "did you mean reference?"),
        ("zzz", "shipped: reference, pywa, tenacity-httpx, requests-retry, failover"),
        ("blocking:a b:c", "after blocking: comes pkg.mod:create"),
        ("exec: ", "after exec: comes a command"),
        ("direct:carrier-pigeon", "direct:meta, direct:ultramsg"),
        ("python:a b:c", "pkg.mod:create"),
        ("python:", "pkg.mod:create"),
        ("http:nowhere.yaml", "no such file"),
        ("ftp:x", "of no known form"),
        ("", "no shipped sender"),
    ],
)
def test_anything_else_is_said_with_what_is_allowed(text, said):
    with pytest.raises(ConfigError) as raised:
        parse_sender(text)
    assert said in str(raised.value)
