"""Ctrl-C while `verify --http` flies: nothing is left running, and what was found is written."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from windtunnel.domain.policy import Policy
from windtunnel_cli import verify_http as command
from windtunnel_cli.http_search import HttpSearch
from windtunnel_cli.interrupt import Interrupts
from windtunnel_load.adapters import parse_sender
from windtunnel_verify.hunt.finding import Counts, Searched

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-m", "windtunnel_cli")
SERVICES = Path(__file__).parents[1] / "load" / "services"
SLEEPS = """
name: mine
start: [sleep, "60"]
request: {path: /send, body: {to: "{recipient}"}}
"""
END_S_MAX = 60
CLEAN = Searched(
    profile="quick",
    seed=0,
    policy=Policy.undeclared(),
    verdicts=(),
    findings=(),
    matrix={},
    counts=Counts(),
)


class Struck(subprocess.Popen):
    """The process `strikes` is there, but whoever starts it does not hold it yet."""

    started = []
    strikes = 0

    def __init__(self, *words, **settings):
        super().__init__(*words, **settings)
        self.started.append(self)
        if len(self.started) == self.strikes:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def started(monkeypatch):
    monkeypatch.setattr(Struck, "started", [])
    monkeypatch.setattr(subprocess, "Popen", Struck)
    yield Struck.started
    for process in Struck.started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("strikes", [1, 2, 3], ids=["a simulator", "another", "a third process"])
def test_whatever_is_being_started_is_ended(started, monkeypatch, tmp_path, strikes):
    monkeypatch.setattr(Struck, "strikes", strikes)
    (tmp_path / "mine.yaml").write_text(SLEEPS)
    spec = parse_sender(f"http:{tmp_path}/mine.yaml")
    search = HttpSearch(spec, tmp_path / "found", profile="quick", seed=0, count=2)
    interrupts = Interrupts()
    with interrupts.held():
        searched = search.fly(interrupts, lambda _: None)
    assert searched.interrupted
    assert searched.counts.schedules == 0
    assert len(started) >= strikes
    assert [process.poll() is None for process in started] == [False] * len(started)


def test_a_signal_before_the_first_flight_starts_nothing(started, tmp_path):
    (tmp_path / "mine.yaml").write_text(SLEEPS)
    spec = parse_sender(f"http:{tmp_path}/mine.yaml")
    search = HttpSearch(spec, tmp_path / "found", profile="quick", seed=0, count=1)
    interrupts = Interrupts()
    with interrupts.held():
        signal.raise_signal(signal.SIGTERM)
        searched = search.fly(interrupts, lambda _: None)
    assert searched.interrupted
    assert [process.poll() is None for process in started] == [False] * len(started)


def test_a_signal_at_the_end_lets_what_was_found_be_written(monkeypatch, tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text(SLEEPS)
    write = command.write_all

    def struck(*words, **more):
        signal.raise_signal(signal.SIGINT)
        write(*words, **more)

    monkeypatch.setattr(HttpSearch, "fly", lambda *_: CLEAN)
    monkeypatch.setattr(command, "write_all", struck)
    out = tmp_path / "found"
    status = command.verify_http(
        str(tmp_path / "mine.yaml"), "quick", None, seed=0, out=out, is_json=False
    )
    assert status == 130
    assert json.loads((out / "result.json").read_bytes())["headline"] == "KEPT"
    assert "KEPT  0 schedules" in capsys.readouterr().out


def alive(folder):
    """Return the processes that were started in a folder or with its name in their words."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().decode()
            if str(folder) in words or (entry / "cwd").resolve().is_relative_to(folder):
                found.append(words)
    return found


@pytest.mark.parametrize("signals", [1, 2], ids=["once", "twice"])
def test_ctrl_c_in_the_middle_writes_what_there_is_and_exits_130(tmp_path, signals):
    shutil.copytree(SERVICES, tmp_path, dirs_exist_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        [*COMMAND, "verify", "--http", "right.yaml", "--schedules", "2", "--out", "found"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + END_S_MAX
    while not list(tmp_path.glob("found/0000/ledger/drive-0*")):
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    for _ in range(signals):
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    out, err = process.communicate(timeout=END_S_MAX)
    assert process.returncode == 130, out + err
    assert "Traceback" not in err
    assert out.startswith("INTERRUPTED  0 schedules")
    assert json.loads((tmp_path / "found/result.json").read_bytes())["interrupted"]
    assert json.loads((tmp_path / "found/0000/manifest.json").read_bytes())["interrupted"]
    assert alive(tmp_path) == []
