"""What a person sees of a search while it goes on."""

import io

import pytest
from rich.console import Console

from windtunnel_cli.searching import EVERY, Searching, line_of
from windtunnel_verify.hunt.finding import Progress


def at(done, phase="search", findings=0):
    return Progress(phase=phase, done=done, of=9_000, findings=findings)


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (at(1_200), "search: 1,200 of 9,000, nothing found"),
        (at(3, findings=1), "search: 3 of 9,000, 1 root cause found"),
        (Progress(phase="soak", done=7, of=0, findings=2), "soak: 7, 2 root causes found"),
    ],
)
def test_a_moment_is_a_line(progress, line):
    assert line_of(progress) == line


def test_without_a_terminal_it_is_a_line_for_each_phase_and_now_and_then(capsys):
    with Searching("mine") as searching:
        for done in (1, 2, EVERY, EVERY + 1):
            searching.show(at(done))
        searching.show(at(1, phase="minimise"))
    begun, *told = capsys.readouterr().err.splitlines()
    assert begun.startswith("verify mine")
    assert [line.split(",")[0] for line in told] == [
        "search: 1 of 9",
        "search: 501 of 9",
        "minimise: 1 of 9",
    ]


def test_on_a_terminal_it_is_one_line_that_goes_away():
    told = io.StringIO()
    searching = Searching("mine")
    searching.console = Console(file=told, force_terminal=True, width=80, highlight=False)
    with searching:
        searching.show(at(3))
        searching.show(at(4))
    assert "search: 4 of 9,000" in told.getvalue()
