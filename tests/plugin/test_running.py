"""The plug-in's simulator: what does not come up is not left running either."""

import pytest

from pytest_windtunnel.running import Running
from windtunnel_load.rig.process import Process, ProcessError


def test_a_simulator_that_is_not_ready_in_time_is_ended(tmp_path, monkeypatch):
    started = []

    def wait_for_file(self, _path, _seconds, **_more):
        started.append(self)
        raise ProcessError("it was not ready")

    monkeypatch.setattr(Process, "wait_for_file", wait_for_file)
    with pytest.raises(ProcessError, match="not ready"):
        Running(tmp_path)
    assert started[0].status is not None
