"""A harness that is broken is found out, and its faults are never told as the sender's."""

import json
import time

import pytest
from typer.testing import CliRunner

from windtunnel.domain.facts import HandsetFact
from windtunnel_cli.main import app
from windtunnel_load.senders import reference
from windtunnel_reports.invariants import (
    DuplicatesWithinPolicy,
    NoAvoidableDuplicate,
    NothingLostSilently,
)
from windtunnel_verify import Profile, run_schedule, search
from windtunnel_verify.clock import VirtualClock
from windtunnel_verify.courier import VirtualCourier
from windtunnel_verify.hunt.selfcheck import KNOWN, self_check
from windtunnel_verify.ledger import MemoryLedger
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.network import Network
from windtunnel_verify.patches import places
from windtunnel_verify.patches.run import Run
from windtunnel_verify.world import VirtualWorld

TINY = Profile(name="tiny", examples=5, findings=9, minimise_runs=30)


def test_a_harness_in_order_says_nothing_of_itself():
    assert self_check() == ()


def test_the_known_run_is_what_it_is_said_to_be():
    assert run_schedule(reference.create, KNOWN).broken == ()


def loses_a_fact(patch):
    write = MemoryLedger.write

    def lossy(self, fact):
        if not isinstance(fact, HandsetFact):
            write(self, fact)

    patch(MemoryLedger, "write", lossy)


def forgets_what_was_read(patch):
    patch(Network, "read", lambda _self, _exchange: None)


def loses_a_webhook(patch):
    post = VirtualCourier.post

    def lossy(self, url, headers, body, **more):
        if b'"read"' not in body:
            post(self, url, headers, body, **more)

    patch(VirtualCourier, "post", lossy)


def answers_twice(patch):
    request = Network.request

    def doubling(self, listener, line, **more):
        request(self, listener, self.connect(), **more)
        return request(self, listener, line, **more)

    patch(Network, "request", doubling)


def dates_facts_by_real_time(patch):
    real = time.perf_counter_ns
    patch(VirtualClock, "now_us", lambda self: self._virtual.now_us + real() // 1000 % 997)


def leaves_a_clock_real(patch):
    left = {old: new for old, new in places.REPLACED.items() if old is not time.monotonic}
    patch(places, "REPLACED", left)
    patch(places, "_PLACES", places.Places())


def runs_a_clock_fast(patch):
    patch(Run, "unix_ns", property(lambda self: self.loop.now_us * 1001))


def drops_a_timer_into_the_future(patch):
    call_at = VirtualLoop.call_at
    patch(VirtualLoop, "call_at", lambda self, when, *a, **k: call_at(self, when + 1, *a, **k))


def draws_real_chance(patch):
    real = time.perf_counter_ns
    patch(Run, "bytes", lambda _self, size: (real().to_bytes(8, "big") * size)[:size])


def never_finds_duplicates(patch):
    patch(DuplicatesWithinPolicy, "judge", lambda _self, _case: None)
    patch(NoAvoidableDuplicate, "judge", lambda _self, _case: None)


def never_finds_losses(patch):
    patch(NothingLostSilently, "judge", lambda _self, _case: None)


def raises(patch):
    def fail(_self, _submit, _began_ns):
        raise ZeroDivisionError

    patch(VirtualWorld, "submit", fail)


BROKEN = {
    loses_a_fact: "0 facts of kind handset where 2 are due",
    forgets_what_was_read: "facts of kind seen where 4 are due",
    loses_a_webhook: "known to be right cannot be run",
    answers_twice: "facts of kind attempt where 3 are due",
    dates_facts_by_real_time: "left different ledgers",
    leaves_a_clock_real: "the clock leaks: time.monotonic",
    runs_a_clock_fast: "the clock leaks: time.time, datetime.now",
    drops_a_timer_into_the_future: "the clock leaks",
    draws_real_chance: "real time or real chance gets into a run",
    never_finds_duplicates: "known to send twice was not found out",
    never_finds_losses: "known to drop a message was not found out",
    raises: "ZeroDivisionError",
}


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda breaks: breaks.__name__)
def test_a_broken_harness_is_told_as_such_and_never_as_the_senders_fault(monkeypatch, breaks):
    breaks(monkeypatch.setattr)
    searched = search(reference.create, profile=TINY)
    assert searched.findings == ()
    assert {problem.kind for problem in searched.problems} == {"harness"}
    assert any(BROKEN[breaks] in problem.said for problem in searched.problems)
    assert searched.stopped == "the harness is broken"


@pytest.mark.parametrize("is_json", [False, True], ids=["text", "json"])
def test_a_broken_harness_is_invalid_and_exits_3(monkeypatch, tmp_path, is_json):
    loses_a_fact(monkeypatch.setattr)
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    monkeypatch.chdir(tmp_path)
    words = ["verify", "blind-retry", *(["--json"] if is_json else [])]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 3
    if is_json:
        told = json.loads(done.stdout)
        assert (told["headline"], told["findings"]) == ("INVALID", [])
    else:
        assert done.stdout.startswith("INVALID")
        assert "our own side broke: 0 facts of kind handset" in done.stdout


def test_a_harness_that_breaks_on_the_way_stops_the_search(monkeypatch):
    monkeypatch.setattr("windtunnel_verify.hunt.hunter.self_check", lambda: ())
    raises(monkeypatch.setattr)
    searched = search(reference.create, profile=TINY)
    assert searched.findings == ()
    assert [problem.kind for problem in searched.problems] == ["harness"]
