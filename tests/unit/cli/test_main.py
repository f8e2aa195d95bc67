"""Errors become one line and an exit status, here and nowhere else."""

import signal
from pathlib import Path

import pytest

from windtunnel.domain.errors import ConfigError, LedgerError
from windtunnel_cli import main as command
from windtunnel_cli.interrupt import Interrupted


@pytest.fixture
def ends(monkeypatch, capsys):
    """Let the command meet an error: its exit status, and what it said."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(error):
        def raising(**_):
            raise error

        monkeypatch.setattr(command, "app", raising)
        with pytest.raises(SystemExit) as ended:
            command.main()
        return ended.value.code, capsys.readouterr().err

    yield run
    for number, how in before.items():
        signal.signal(number, how)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ConfigError("traffic is missing"), 2, "error: traffic is missing\n"),
        (LedgerError("not the folder of a run"), 2, "error: not the folder of a run\n"),
        (Interrupted(), 130, "interrupted\n"),
    ],
    ids=["bad input", "no run there", "Ctrl-C"],
)
def test_an_expected_end(ends, error, status, said):
    assert ends(error) == (status, said)


def test_what_nobody_foresaw_is_one_line_and_a_file(ends):
    status, said = ends(ZeroDivisionError("division by zero"))
    path = Path(said.split("traceback: ")[1].strip(")\n"))
    assert status == 5
    assert said.startswith("internal error: ZeroDivisionError: division by zero")
    assert said.count("\n") == 1
    assert "Traceback" in path.read_text()
