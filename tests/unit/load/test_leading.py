"""A service is led to the simulator where its file asks for it, and then really."""

from types import SimpleNamespace

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.rig.leading import led_here


def service(*, intercept):
    return SimpleNamespace(path="sender.yaml", model=SimpleNamespace(intercept=intercept))


def told(authority):
    return {"authority": str(authority), "environment": {"HTTPS_PROXY": "http://here"}}


def test_who_asks_is_led_here(tmp_path):
    (tmp_path / "authority.pem").write_text("")
    found = led_here(service(intercept=True), told(tmp_path / "authority.pem"), {})
    assert found == {"HTTPS_PROXY": "http://here"}


def test_who_does_not_ask_is_let_be(tmp_path):
    (tmp_path / "authority.pem").write_text("")
    assert led_here(service(intercept=False), told(tmp_path / "authority.pem"), {}) == {}


def test_who_asks_where_nobody_intercepts_would_reach_the_real_provider():
    with pytest.raises(ConfigError, match="calls would go to the real provider"):
        led_here(service(intercept=True), None, {})


def test_files_of_another_machine_are_of_no_use(tmp_path):
    with pytest.raises(ConfigError, match="on another machine"):
        led_here(service(intercept=True), told(tmp_path / "nowhere.pem"), {})
