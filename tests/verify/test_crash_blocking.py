"""A crash of a blocking sender: at each of its waits, on the same store, and no cancellation."""

import time

import pytest
import requests
from blocking_senders import WithRequests

from windtunnel.domain.facts import AnswerFact, CrashFact, EffectFact, OutcomeFact, ReplyEndFact
from windtunnel.domain.sender import Outcome
from windtunnel_verify import Crash, PlannedFault, Schedule, blocking, order, run_schedule
from windtunnel_verify.crash import sweep

ACCEPTED = Outcome(state="accepted")
ONE = Schedule(intents=(order(),))
FIVE = Schedule(
    intents=tuple(order(n * 40_000, recipient=f"551199999000{n}") for n in range(5)),
    profile="meta-ci",
)
REST_US = 5_000_000


class Marks(WithRequests):
    def close(self):
        pass


class SendThenMark(Marks):
    def send(self, intent):
        if self.store.get(intent.marker) is None:
            self.post(intent)
            self.store.write({intent.marker: b"done"})
        return ACCEPTED


class MarkThenSend(Marks):
    def send(self, intent):
        if self.store.get(intent.marker) is None:
            self.store.write({intent.marker: b"done"})
            self.post(intent)
        return ACCEPTED


class Claim(Marks):
    def send(self, intent):
        state = self.store.get(intent.marker)
        if state == b"in-flight":
            return Outcome(state="unknown")
        if state is None:
            self.store.write({intent.marker: b"in-flight"})
            self.post(intent)
            self.store.write({intent.marker: b"done"})
        return ACCEPTED


class CleansUp(Marks):
    """Its `finally` and its `except` would tell, if a crash let them run."""

    def send(self, intent):
        if self.store.get(intent.marker) is not None:
            return Outcome(state="unknown")
        self.store.write({intent.marker: b"in-flight"})
        try:
            self.post(intent)
            time.sleep(2)
        except requests.RequestException:
            self.world.effect("cleanup", "excepted")
        finally:
            self.world.effect("cleanup", "done")
        return ACCEPTED


@pytest.mark.parametrize(
    ("create", "pattern"),
    [
        (SendThenMark, (True, False, False)),
        (MarkThenSend, (False, True, False)),
        (Claim, (False, False, True)),
    ],
    ids=["send, then mark", "mark, then send", "claim, send, mark"],
)
def test_the_order_of_writing_decides_what_a_crash_does(create, pattern):
    points = sweep(blocking(create), FIVE, 3)
    assert len(points) > 20
    sums = [sum(getattr(p, name) for p in points) for name in ("duplicated", "lost", "unknown")]
    assert tuple(total > 0 for total in sums) == pattern
    assert not [point for point in points if point.findings]


def test_a_crash_runs_no_finally_block_of_blocking_code():
    for step in range(1, 100):
        crash = Crash(step=step, restart_after_us=REST_US)
        ran = run_schedule(blocking(CleansUp), Schedule(intents=(order(),), crash=crash), 3)
        facts = ran.ledger.facts()
        crashed = [fact.t for fact in facts if isinstance(fact, CrashFact)]
        if not crashed:
            break
        cleaned = [fact.t for fact in facts if isinstance(fact, EffectFact)]
        assert not [t for t in cleaned if crashed[0] <= t < crashed[0] + REST_US]
    assert 5 < step < 99


class OnlyReads(Marks):
    def send(self, intent):
        self.store.get(intent.marker)
        return Outcome(state="cancelled")


class NapsAndReads(OnlyReads):
    def send(self, intent):
        time.sleep(1)
        return super().send(intent)


class WritesNapsAndReads(NapsAndReads):
    def send(self, intent):
        self.store.write({"a": b"1"})
        return super().send(intent)


def test_every_wait_of_blocking_code_is_a_place_to_crash_at():
    """A nap is two steps, to its timer and back; a write is two, before and after it holds."""
    kinds = (OnlyReads, NapsAndReads, WritesNapsAndReads)
    first, second, third = (len(sweep(blocking(kind), ONE, 3)) for kind in kinds)
    assert (second - first, third - second) == (2, 2)


def test_a_crash_ends_the_connection_of_blocking_code_and_the_provider_goes_on():
    schedule = Schedule(
        intents=(order(),),
        crash=Crash(at_us=1_000_000, restart_after_us=REST_US),
        faults=(PlannedFault(intent=0, fault="wire", settings={"delay_ms": 2000}),),
    )
    facts = run_schedule(blocking(Claim), schedule, 3).ledger.facts()
    assert [f.accepted for f in facts if isinstance(f, AnswerFact)] == [True]
    assert [f.written for f in facts if isinstance(f, ReplyEndFact)] == ["none"]
    assert [f.state for f in facts if isinstance(f, OutcomeFact)] == ["unknown"]


def test_a_sweep_of_blocking_code_is_repeatable():
    first, again = ([point.digest for point in sweep(blocking(Claim), ONE, 3)] for _ in range(2))
    assert first == again


def test_a_blocking_sender_that_claims_before_it_sends_breaks_nothing_by_a_crash():
    assert {which for point in sweep(blocking(Claim), FIVE, 3) for which in point.broken} == set()
