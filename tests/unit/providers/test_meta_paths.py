"""Which requests are Meta's."""

import pytest

from windtunnel.providers.meta import dialect


@pytest.mark.proves("meta", "path with a version", "path without a version")
@pytest.mark.parametrize(
    ("method", "path", "claim"),
    [
        ("POST", "/v23.0/100000000000001/messages", "send"),
        ("POST", "/v999.0/100000000000001/messages/", "send"),
        ("POST", "/100000000000001/messages", "send"),
        ("GET", "/v23.0/100000000000001/messages", "manage"),
        ("GET", "/v23.0/100000000000001", "manage"),
        ("DELETE", "/200000000000001/subscribed_apps", "manage"),
        ("POST", "/v23.0/me/messages", "manage"),
        ("POST", "/v23.0/", "manage"),
        ("GET", "/v23.0", "manage"),
        ("GET", "/control/health", None),
        ("POST", "/toy/1/send", None),
        ("POST", "/instance1/messages/chat", None),
        ("GET", "/", None),
        ("POST", "/v23.0x/100000000000001/messages", None),
        ("POST", "/v٢٣.0/100000000000001/messages", None),
    ],
)
def test_a_claim_goes_by_version_and_id(method, path, claim):
    assert dialect.claims(method, path) == claim


def test_hosts_are_those_that_clients_are_routed_away_from():
    assert dialect.hosts == ("graph.facebook.com", "lookaside.fbsbx.com")
