"""What stands after `verify`: shipped names and the senders of a user."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.targets import target_of
from windtunnel_load.senders import SHIPPED
from windtunnel_verify import bridge


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_name_is_a_target(name):
    target = target_of(name)
    assert (target.text, target.name) == (name, name)
    assert callable(target.factory)


def test_a_sender_in_threads_without_greenlet_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bridge, "greenlet", None)
    with pytest.raises(ConfigError, match=r"pip install 'windtunnel\[verify\]'"):
        target_of("requests-retry")
    assert target_of("tenacity-httpx").name == "tenacity-httpx"
