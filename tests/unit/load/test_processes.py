"""A signal in the middle of a start waits until the process is noted, and then comes."""

import os
import signal
import threading

import pytest

from windtunnel_load.rig import processes as module
from windtunnel_load.rig.processes import Processes, signals_held


class Ended(BaseException):
    """What these tests make of a signal."""


class Started:
    """A process that is there, and is struck by a signal before its start has returned."""

    signals = ()
    refused = False

    def __init__(self, name, _command, **_settings):
        self.name = name
        self.is_running = True
        for number in self.signals:
            os.kill(os.getpid(), number)
        if self.refused:
            raise FileNotFoundError(name)

    def stop(self):
        if self.name == "stubborn":
            raise PermissionError
        self.is_running = False


@pytest.fixture
def started(monkeypatch):
    """Return what is started, in its order; a signal raises, as in a command."""

    def end(_number, _frame):
        raise Ended

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    kept = []

    class Kept(Started):
        def __init__(self, *words, **settings):
            kept.append(self)
            super().__init__(*words, **settings)

    monkeypatch.setattr(module, "Process", Kept)
    yield kept
    for number, how in before.items():
        signal.signal(number, how)


def start(processes, tmp_path, name="one"):
    return processes.start(name, ["true"], log=tmp_path / "log")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_what_a_signal_hit_in_its_start_is_ended_with_the_rest(
    started, tmp_path, monkeypatch, number
):
    processes = Processes()
    start(processes, tmp_path)
    monkeypatch.setattr(Started, "signals", (number,))
    with pytest.raises(Ended), processes:
        start(processes, tmp_path, "two")
    assert [(process.name, process.is_running) for process in started] == [
        ("one", False),
        ("two", False),
    ]


def test_a_signal_counts_where_the_start_is_refused_too(started, tmp_path, monkeypatch):
    monkeypatch.setattr(Started, "signals", (signal.SIGINT,))
    monkeypatch.setattr(Started, "refused", True)
    with pytest.raises(Ended), Processes() as processes:
        start(processes, tmp_path)
    assert len(started) == 1


def test_after_a_start_signals_mean_what_they_meant(started, tmp_path):
    before = signal.getsignal(signal.SIGINT)
    with Processes() as processes:
        start(processes, tmp_path)
        assert signal.getsignal(signal.SIGINT) is before
    assert not started[0].is_running


def test_one_that_cannot_be_ended_keeps_no_other_running(started, tmp_path):
    processes = Processes()
    start(processes, tmp_path)
    start(processes, tmp_path, "stubborn")
    with pytest.raises(PermissionError):
        processes.stop()
    assert not started[0].is_running


@pytest.mark.usefixtures("started")
def test_one_held_inside_another_comes_at_the_end_of_the_outer():
    reached = []

    def hold_twice():
        with signals_held():
            with signals_held():
                os.kill(os.getpid(), signal.SIGINT)
            reached.append("the end of the outer block")

    with pytest.raises(Ended):
        hold_twice()
    assert reached


def test_in_another_thread_nothing_is_held_as_no_signal_comes_there(started, tmp_path):
    processes = Processes()
    thread = threading.Thread(target=start, args=(processes, tmp_path))
    thread.start()
    thread.join()
    processes.stop()
    assert [process.is_running for process in started] == [False]
