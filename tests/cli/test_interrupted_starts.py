"""Whichever process is being started when the signal comes, nothing is left running."""

import contextlib
import os
import signal
import subprocess

import pytest

from windtunnel_cli.flight.flight import Flight
from windtunnel_cli.interrupt import Interrupts
from windtunnel_load.adapters import parse_sender
from windtunnel_scenarios import load_scenario, make_plan

pytestmark = pytest.mark.slow

SERVICE = """
name: mine
start: [sleep, "60"]
request: {path: /send, body: {to: "{recipient}"}}
"""


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
def fly(monkeypatch, tmp_path):
    """Fly, struck at a start; afterwards nothing of it may run, whatever the test found."""
    monkeypatch.setattr(Struck, "started", [])
    monkeypatch.setattr(subprocess, "Popen", Struck)
    (tmp_path / "mine.yaml").write_text(SERVICE)

    def flown(strikes, sender="reference"):
        monkeypatch.setattr(Struck, "strikes", strikes)
        plan = make_plan(load_scenario("steady"))
        spec = parse_sender(sender.format(folder=tmp_path))
        flight = Flight(tmp_path / "run", plan, spec, gated=False, command="")
        interrupts = Interrupts()
        with interrupts.held():
            return flight.fly(interrupts)

    yield flown
    for process in Struck.started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize(
    ("strikes", "sender"),
    [(1, "reference"), (2, "reference"), (2, "http:{folder}/mine.yaml"), (3, "reference")],
    ids=["simulator", "host", "service", "locust"],
)
def test_the_process_that_is_being_started_is_ended(fly, strikes, sender):
    manifest = fly(strikes, sender)
    assert manifest.interrupted
    assert len(Struck.started) == strikes
    assert [process.returncode is None for process in Struck.started] == [False] * strikes


def test_the_load_ends_before_the_world_that_it_would_ask(fly):
    fly(3)
    locust = Struck.started[2]
    assert locust.returncode == -signal.SIGTERM
