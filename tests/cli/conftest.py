"""The console command within the test's own process: starting one takes most of a second."""

import sys
from types import SimpleNamespace

import pytest

from windtunnel_cli import main as console


@pytest.fixture
def inside(tmp_path, monkeypatch, capfd):
    """Run the command as `windtunnel` does, but for signals, and return what a process leaves."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    monkeypatch.setattr(console, "raise_on_signals", lambda: None)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["windtunnel", *words])
        capfd.readouterr()
        try:
            console.main()
            status = 0
        except SystemExit as exit_:
            status = exit_.code or 0
        out, err = capfd.readouterr()
        return SimpleNamespace(returncode=status, stdout=out, stderr=err)

    yield run
    sys.modules.pop("mine", None)
