"""The open model, against a small server of raw sockets: arrivals never wait for answers."""

import contextlib
import socket
import threading
import time
from collections import Counter
from dataclasses import replace

import gevent
import msgspec
import pytest

from windtunnel.domain.marker import find_marker
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.ledger import read_ledger
from windtunnel_load.dispatch import Dispatcher
from windtunnel_load.drive import DriveConfig, TargetConfig
from windtunnel_load.progress import read_progress
from windtunnel_load.targets import make_target
from windtunnel_scenarios import load_scenario, make_plan

pytestmark = pytest.mark.slow

PLAN = make_plan(load_scenario("steady"))
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
BUSY = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"
EVERY_US = 10_000


class Server:
    """Counts the markers it sees; `answer` says what goes back, None: the line goes dead."""

    def __init__(self, answer, *, wait_s=0.0, hangs_up=False):
        self.answer, self.wait_s, self.hangs_up = answer, wait_s, hangs_up
        self.seen = Counter()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                threading.Thread(target=self.talk, args=(line,), daemon=True).start()

    def talk(self, line):
        with line, contextlib.suppress(OSError):
            while raw := line.recv(65_536):
                self.seen[find_marker(raw)] += 1
                time.sleep(self.wait_s)
                if self.answer is None:
                    return
                if self.hangs_up:
                    # Corked, an answer leaves in one segment with the end of its connection: who
                    # has read it knows of both, however busy the machine.
                    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
                line.sendall(self.answer)
                if self.hangs_up:
                    return


@pytest.fixture
def drive(tmp_path):
    """Drive the first messages of a plan, one each 10 ms, at a server; return what was left."""

    def driven(server, count, *, late_s=0.0, stop_after_s=None, **changes):
        clock = Clock.starting_now()
        config = DriveConfig(
            scenario="steady",
            seed=PLAN.seed,
            plan_digest=PLAN.digest,
            start_us=clock.now_us() + 100_000 - round(late_s * 1e6),
            m0_ns=clock.m0_ns,
            scale=1.0,
            target=TargetConfig(kind="host", url=server.url),
            ledger=str(tmp_path / "ledger"),
            progress=str(tmp_path / "progress.json"),
            number_ids={"main": "1001"},
            grace_s=3.0,
        )
        intents = tuple(
            msgspec.structs.replace(intent, intended_us=place * EVERY_US)
            for place, intent in enumerate(PLAN.intents[:count])
        )
        told = []
        dispatcher = Dispatcher(
            msgspec.structs.replace(config, **changes),
            replace(PLAN, intents=intents),
            make_target(config),
            lambda *told_one: told.append(told_one),
        )
        if stop_after_s is not None:
            gevent.spawn_later(stop_after_s, dispatcher.stop)
        dispatcher.run()
        server.stop()
        return Left(tmp_path, told)

    return driven


class Left:
    """What one drive left."""

    def __init__(self, folder, told):
        self.told = told
        self.progress = read_progress(folder / "progress.json")
        ledger = read_ledger(folder / "ledger")
        self.facts = list(ledger.facts())
        self.problems = ledger.problems
        (self.generator,) = self.of("generator")

    def of(self, kind):
        return [fact for fact in self.facts if fact.__struct_config__.tag == kind]


def test_every_message_goes_out_at_its_time_and_its_answer_is_recorded(drive):
    left = drive(Server(OK), 30)
    assert [fact.intent for fact in left.of("intent")] == list(range(30))
    assert {fact.http for fact in left.of("promise")} == {200}
    assert all(fact.t >= fact.intended_t for fact in left.of("intent"))
    assert not left.problems


def test_a_server_that_freezes_does_not_slow_the_arrivals(drive):
    left = drive(Server(OK, wait_s=1.0), 30)
    starts = [fact.t for fact in left.of("intent")]
    assert max(starts) - min(starts) < 600_000
    assert left.generator.missed == 0
    assert min(ms for _, ms, _ in left.told) >= 1000


def test_above_the_cap_messages_are_shed_and_told(drive):
    left = drive(Server(OK, wait_s=1.0), 10, in_flight_max=3)
    assert len(left.of("intent")) == 3
    assert len(left.of("shed")) == left.generator.shed == left.progress.shed == 7
    assert left.generator.missed == 0


def test_a_late_generator_sends_at_once_and_says_how_late_it_was(drive):
    left = drive(Server(OK), 20, late_s=2.0)
    assert len(left.of("intent")) == 20
    assert 1_500 < left.generator.lateness_p99_ms < 3_000


def test_stopped_early_it_counts_what_it_missed_and_what_was_still_open(drive):
    began = time.monotonic()
    left = drive(Server(OK, wait_s=30.0), 100, stop_after_s=0.4, grace_s=30.0)
    assert time.monotonic() - began < 10
    started = len(left.of("intent"))
    assert 0 < started < 100
    assert left.generator.missed == 100 - started
    assert {fact.error for fact in left.of("promise")} == {"still open at the end"}
    assert not left.problems


def test_a_kept_alive_connection_that_the_server_closed_is_not_used_again(drive):
    server = Server(OK, hangs_up=True)
    left = drive(server, 40)
    assert set(server.seen.values()) == {1}
    assert {fact.http for fact in left.of("promise")} == {200}


def test_a_request_that_got_no_answer_is_never_sent_twice(drive):
    server = Server(None)
    left = drive(server, 20)
    assert set(server.seen.values()) == {1}
    assert {fact.error for fact in left.of("promise")} <= {"connection closed", "connection reset"}


def test_a_refusal_is_an_answer_and_a_failure_on_locusts_page(drive):
    left = drive(Server(BUSY), 5)
    assert {fact.http for fact in left.of("promise")} == {503}
    assert {failure for _, _, failure in left.told} == {"HTTP 503"}


def test_nobody_there_is_told_by_class(drive):
    server = Server(OK)
    server.stop()
    left = drive(server, 3)
    assert {failure for _, _, failure in left.told} == {"connection refused"}
    assert (left.progress.offered, left.progress.answered) == (3, 0)


def test_two_shares_are_one_plan(drive):
    left = drive(Server(OK), 20, share=1, of=2)
    assert [fact.intent for fact in left.of("intent")] == list(range(1, 20, 2))
    assert (left.generator.planned, left.generator.share, left.generator.of) == (10, 1, 2)


def test_at_its_end_the_progress_is_whole(drive):
    left = drive(Server(OK), 10)
    assert left.progress.done
    assert (left.progress.offered, left.progress.answered) == (10, 10)
