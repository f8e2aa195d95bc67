"""A process of ours ends with all that it has started."""

import os
import sys
import time

import pytest

from windtunnel_load.rig.process import Process, ProcessError

CHILD = "import time; time.sleep(60)"
LEAVES = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}])
print(child.pid, flush=True)
"""
STAYS = f"{LEAVES}\nchild.wait()"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{STAYS}"


def start(tmp_path, source):
    return Process("it", [sys.executable, "-c", source], log=tmp_path / "log")


def child_of(process):
    for _ in range(500):
        if words := process.log.read_text().split():
            return int(words[0])
        time.sleep(0.02)
    return pytest.fail("it never said which child it has")


def is_gone(pid):
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("source", [STAYS, STUBBORN], ids=["polite", "stubborn"])
def test_its_children_end_with_it(tmp_path, monkeypatch, source):
    monkeypatch.setattr("windtunnel_load.rig.process.STOP_S_MAX", 1.0)
    process = start(tmp_path, source)
    child = child_of(process)
    process.stop()
    assert process.status is not None
    assert is_gone(child)


def test_what_it_leaves_behind_when_it_ends_by_itself_is_ended(tmp_path):
    process = start(tmp_path, LEAVES)
    child = child_of(process)
    assert process.wait(10) == 0
    assert is_gone(child)


def test_one_that_ends_before_it_is_ready_is_told_with_its_words(tmp_path):
    process = start(tmp_path, "print('no port'); raise SystemExit(4)")
    with pytest.raises(
        ProcessError, match="ended with status 4 before it was ready:\n    no port"
    ):
        process.wait_for_file(tmp_path / "ready", 10)


def test_one_that_is_never_ready_is_told(tmp_path):
    process = start(tmp_path, CHILD)
    with pytest.raises(ProcessError, match="was not ready within"):
        process.wait_for_file(tmp_path / "ready", 0.1)
    process.stop()
    assert process.wait(0) == -15
