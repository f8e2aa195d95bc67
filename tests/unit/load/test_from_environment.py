"""Keys from the environment: what is wrong with one is said without saying it."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.adapters.from_environment import with_variables
from windtunnel_load.adapters.lines import LinedFile

SENDER = """\
name: mine
request:
  path: /send
  headers: {authorization: "Bearer ${KEY}"}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sender.yaml"
    path.write_text(SENDER)
    return LinedFile(path)


def test_a_key_comes_from_the_environment(file):
    found = with_variables(file, {"KEY": "secret"})
    assert found["request"]["headers"] == {"authorization": "Bearer secret"}


def test_one_that_is_not_set_is_named(file):
    with pytest.raises(ConfigError, match=r"wants the variable KEY, which is not set"):
        with_variables(file, {})


@pytest.mark.parametrize("key", ["secret\r", "sec\nret", "secret\0", "s\u00e9cret"])
def test_one_that_no_header_can_hold_is_named_and_not_shown(file, key):
    with pytest.raises(ConfigError, match=r"KEY.*no header can hold") as raised:
        with_variables(file, {"KEY": key})
    assert "cret" not in str(raised.value)
