"""The send that `serve` prints is one that its provider takes."""

import shlex

import pytest

from windtunnel.providers import load_dialects
from windtunnel_cli.trying import NAMES, SENDS, names_of


@pytest.mark.parametrize("name", list(SENDS))
def test_a_printed_send_goes_where_its_provider_listens(name):
    words = shlex.split(SENDS[name]("http://127.0.0.1:1", "100000000000001", "secret"))
    path = words[2].removeprefix("http://127.0.0.1:1")
    assert load_dialects()[name].claims("POST", path) == "send"
    assert any("secret" in word for word in words)


def test_every_installed_provider_has_a_name_and_a_first_send():
    assert set(SENDS) == set(NAMES) <= set(load_dialects())


def test_a_provider_of_somebody_elses_is_called_by_its_own_name():
    assert names_of(["meta", "pigeon"]) == "Cloud API and a fake pigeon"
