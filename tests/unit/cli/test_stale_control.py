"""A variable that an earlier run has left is named, not waited for."""

import pytest

from pytest_windtunnel.running import CONTROL, Running
from windtunnel_load.rig.control import ControlError


def test_a_simulator_that_is_gone_is_named_with_its_variable(tmp_path, monkeypatch):
    monkeypatch.setenv(CONTROL, "http://127.0.0.1:9")
    with pytest.raises(ControlError, match=r"WINDTUNNEL_CONTROL is http://127.0.0.1:9.*unset it"):
        Running(tmp_path)
