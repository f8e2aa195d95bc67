"""What a person sees of a run while it flies."""

import io

import pytest
from rich.console import Console

from windtunnel_cli.flight.progress import Figures, Progress, plain
from windtunnel_load.progress import LoadProgress

METRICS = {"accepted": 11, "refused": 2, "sent": 9, "faults_on": ["throttle", "wire", "wire"]}
LOAD = LoadProgress(planned=20, offered=12, answered=10, answer_p95_ms=83.4)


def test_a_line_for_logs_says_it_all():
    figures = Figures(load=LOAD, metrics=METRICS, left_s=7.4)
    assert plain("traffic", figures) == (
        "traffic: offered 12 of 20, accepted 10, refused 2, handed over 8, p95 answer 83 ms, "
        "faults on: throttle, wire, 7 s left"
    )


def test_a_phase_alone_is_its_name():
    assert plain("settling", Figures()) == "settling"


def test_the_arming_message_is_not_counted_and_never_makes_a_negative():
    none_yet = {"accepted": 0, "refused": 0, "sent": 0, "faults_on": []}
    assert "accepted 0" in plain("traffic", Figures(metrics=none_yet))


def test_what_was_shed_is_shown():
    assert "shed 3" in plain("traffic", Figures(load=LoadProgress(planned=9, shed=3)))


def test_time_that_is_over_is_no_negative_number():
    assert Figures(left_s=-3.0).left == "0 s left"


def test_without_a_terminal_it_is_a_line_for_each_phase(capsys):
    with Progress("a with b") as progress:
        progress.phase("traffic")
        progress.show(Figures(load=LOAD))
        progress.phase("settling")
    assert capsys.readouterr().err.splitlines() == ["traffic", "settling"]


@pytest.mark.parametrize("width", [40, 120])
def test_on_a_terminal_it_is_a_panel(width):
    told = io.StringIO()
    progress = Progress("rush with mine")
    progress.console = Console(file=told, force_terminal=True, width=width)
    with progress:
        progress.phase("traffic")
        progress.show(Figures(load=LOAD, metrics=METRICS, left_s=7.0, done=0.5))
    for part in ("rush with mine", "offered 12", "throttle", "7 s left"):
        assert part in told.getvalue()
