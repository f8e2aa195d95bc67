"""Before the load generator starts: is it there, and may it open enough sockets?"""

import resource

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.flight import load


def limits(monkeypatch, soft, hard):
    """Pretend to these limits; return what is asked for."""
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: asked.append(pair))
    load.allow_many_sockets()
    return asked


@pytest.mark.parametrize(
    ("soft", "hard", "asked"),
    [
        (1_024, 4_096, [(4_096, 4_096)]),
        (1_024, 1_000_000, [(20_000, 1_000_000)]),
        (1_024, resource.RLIM_INFINITY, [(20_000, resource.RLIM_INFINITY)]),
        (50_000, 100_000, []),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, []),
    ],
    ids=["as far as allowed", "as much as needed", "no hard limit", "enough already", "no limit"],
)
def test_the_limit_of_open_files_is_raised(monkeypatch, soft, hard, asked):
    assert limits(monkeypatch, soft, hard) == asked


def test_without_locust_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(load, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"pip install 'windtunnel\[load\]'"):
        load.require_locust()


def test_with_locust_it_says_nothing():
    load.require_locust()
