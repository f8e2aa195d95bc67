"""A step that does not come back is ended; it takes real time, a little of it here."""

import signal
import threading
import time
from contextlib import closing

import pytest
from crashing import Claim, Toy

from windtunnel_verify import CI, Schedule, blocking, order, run_schedule, search
from windtunnel_verify.errors import StuckError
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.watch import watched

REAL = [time.monotonic]
"""The real clock, where no replacement finds it."""

ONE = Schedule(intents=(order(),))


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("windtunnel_verify.watch.LOOK_EVERY_S", 0.05)


class WaitsForTheClock(Toy):
    async def send(self, _intent):
        until = time.monotonic() + 1
        while time.monotonic() < until:
            pass


class Insists(Toy):
    """Tries again at once, whatever is raised, at a host that nobody may reach."""

    async def send(self, _intent):
        while True:
            try:
                await self.world.http.get("http://example.com/")
            except Exception:  # noqa: BLE001, S112 - it is what it does
                continue


class Locks(Toy):
    """Two messages, one lock, and a wait while it is held."""

    def __init__(self, world):
        self.world = world
        self.lock = threading.Lock()

    def send(self, _intent):
        with self.lock:
            time.sleep(1)

    def close(self):
        pass


def never_made(_world):
    threading.Event().wait()


# The alarm may go off where Python lets nothing be raised; the next one does not.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("create", "intents"),
    [(WaitsForTheClock, 1), (Insists, 1), (blocking(Locks), 2), (never_made, 1)],
    ids=["computes", "insists", "locks", "factory"],
)
def test_a_step_that_does_not_come_back_is_an_error_with_its_place(create, intents):
    schedule = Schedule(intents=tuple(order() for _ in range(intents)))
    with pytest.raises(StuckError, match=r"did not end .*test_watch\.py:\d+; the clock"):
        run_schedule(create, schedule)


def test_a_search_ends_with_a_sender_that_is_stuck():
    searched = search(WaitsForTheClock, profile=CI)
    assert [finding.invariant for finding in searched.findings] == ["stuck"]
    assert "test_watch.py" in searched.findings[0].story.sentence
    assert searched.counts.runs < 10


def test_short_steps_may_take_as_long_as_they_like_together(monkeypatch):
    monkeypatch.setattr("windtunnel_verify.watch.LOOK_EVERY_S", 0.5)

    class Slow(Toy):
        async def send(self, _intent):
            for _ in range(15):
                until = REAL[0]() + 0.1
                while REAL[0]() < until:
                    pass
                await self.world.sleep(1)

    assert run_schedule(Slow, ONE).pending == ()


def test_an_alarm_of_somebody_else_goes_off_at_its_time():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(REAL[0]()))
    theirs = signal.setitimer(signal.ITIMER_REAL, 0.3)
    began = REAL[0]()
    loop = VirtualLoop()
    try:
        with watched(loop):
            while not rung and REAL[0]() < began + 5:
                loop.step = object()
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *theirs)
        loop.close()
    assert 0.3 <= rung[0] - began < 2


def test_an_alarm_of_somebody_else_is_still_set_afterwards():
    theirs = signal.setitimer(signal.ITIMER_REAL, 60)
    loop = VirtualLoop()
    with watched(loop):
        pass
    left = signal.setitimer(signal.ITIMER_REAL, *theirs)
    loop.close()
    assert 50 < left[0] <= 60


def test_another_thread_has_no_watch_and_needs_none():
    ran = []
    thread = threading.Thread(target=lambda: ran.append(run_schedule(Claim, ONE)))
    thread.start()
    thread.join()
    assert ran[0].findings == ()


SOMEBODY = """
def trace(lock, until):
    with lock:
        while monotonic() < until:
            pass
    return lock
"""


def spin(until=float("inf")):
    while REAL[0]() < until:
        pass


def traced_and_stuck(lock):
    tracer = {"__name__": "coverage.somewhere", "monotonic": REAL[0]}
    exec(SOMEBODY, tracer)  # noqa: S102 - a function of a module that is called so
    tracer["trace"](lock, REAL[0]() + 0.3)
    spin()


def stuck_and_slow_to_leave(left):
    try:
        spin()
    finally:
        spin(REAL[0]() + 0.3)
        left.append("whole")


def ended(work, given):
    with closing(VirtualLoop()) as loop, watched(loop):
        work(given)


def test_a_tracer_is_left_to_give_its_lock_back():
    lock = threading.Lock()
    with pytest.raises(StuckError, match=r"at .*test_watch\.py"):
        ended(traced_and_stuck, lock)
    assert not lock.locked()


def test_a_step_that_was_ended_is_given_time_to_leave():
    left = []
    with pytest.raises(StuckError):
        ended(stuck_and_slow_to_leave, left)
    assert left == ["whole"]
