"""Signals end what is open, wait while something is being closed, and are never lost."""

import os
import signal

import pytest

from windtunnel_cli.interrupt import CalledOff, Interrupted, Interrupts, raise_on_signals
from windtunnel_load.senders.reference import Reference
from windtunnel_verify import Schedule, order, run_schedule


@pytest.fixture
def signals_raise():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    raise_on_signals()
    yield
    for number, how in before.items():
        signal.signal(number, how)


def interrupt(number=signal.SIGINT):
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_what_is_open(number):
    interrupts = Interrupts()
    with interrupts.held(), pytest.raises(Interrupted), interrupts.open():
        interrupt(number)
    assert interrupts.noted


def test_while_closed_a_signal_is_only_noted():
    interrupts = Interrupts()
    with interrupts.held():
        interrupt()
    assert interrupts.noted


def test_one_that_was_noted_before_comes_when_something_opens():
    interrupts = Interrupts()
    with interrupts.held():
        interrupt()
        with pytest.raises(Interrupted), interrupts.open():
            pytest.fail("nothing may begin after an interrupt")


def test_the_second_one_only_asks_for_patience(capsys):
    interrupts = Interrupts()
    with interrupts.held():
        interrupt()
        interrupt()
    assert "report" in capsys.readouterr().err


def test_handlers_are_given_back():
    before = signal.getsignal(signal.SIGINT)
    with Interrupts().held():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.usefixtures("signals_raise")
def test_outside_of_a_run_a_signal_ends_the_command():
    with pytest.raises(Interrupted):
        interrupt()


def test_what_is_called_off_ends_at_its_next_wait():
    called = CalledOff()
    with called.open():
        called.pause(0)
        called.call_off()
        with pytest.raises(Interrupted):
            called.pause(60)
    assert called.noted


def test_what_is_called_off_before_it_begins_does_not_begin():
    called = CalledOff()
    called.call_off()
    with pytest.raises(Interrupted), called.open():
        pytest.fail("nothing may begin after it was called off")


@pytest.mark.usefixtures("signals_raise")
def test_a_signal_while_a_sender_runs_in_virtual_time_is_no_finding_about_it(monkeypatch):
    async def send(_self, _intent):
        interrupt(signal.SIGTERM)

    monkeypatch.setattr(Reference, "send", send)
    with pytest.raises(Interrupted):
        run_schedule("windtunnel_load.senders.reference:create", Schedule(intents=(order(),)))
