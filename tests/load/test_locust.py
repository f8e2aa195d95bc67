"""Locust itself: alone, and as a master with workers; its own entry, without a harness."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from windtunnel.domain.marker import ARMING_INDEX, marker_of
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.ledger import read_ledger
from windtunnel_load import driver_file
from windtunnel_load.drive import DriveConfig, TargetConfig
from windtunnel_load.progress import read_progress
from windtunnel_load.rig.service import free_port

pytestmark = pytest.mark.slow

LOCUSTFILE = Path(__file__).parents[2] / "loadtests" / "locustfile.py"
END_S_MAX = 60
ARMING = marker_of(ARMING_INDEX)
SHORT = """\
# Two seconds of codes: does the plumbing hold?
scenario: short
starts: 2026-11-25T10:00-03:00
world: {audience: {size: 40}}
traffic:
  - {flow: otp, arrivals: constant, stages: [{hold: 20/s, for: 2s}]}
drain: 1s
"""


@contextlib.contextmanager
def starting(folder):
    """Start Locust in a folder of its own; what is still running at the end is killed."""
    (folder / "short.yaml").write_text(SHORT)
    started = []

    def start(*words, file=LOCUSTFILE, **environment):
        command = [sys.executable, "-m", "locust", "-f", str(file), "--only-summary", *words]
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate()


@pytest.fixture
def locust(tmp_path):
    with starting(tmp_path) as start:
        yield start


def ended(process):
    _, told = process.communicate(timeout=END_S_MAX)
    return process.returncode, told


def ledger_of(folder):
    (run,) = (folder / "reports/out").iterdir()
    ledger = read_ledger(run / "ledger")
    return list(ledger.facts()), ledger.problems


def kinds(facts, kind):
    return [fact for fact in facts if fact.__struct_config__.tag == kind]


def told_of(facts):
    """Return the messages whose outcome was reported, however often."""
    return {fact.intent for fact in kinds(facts, "outcome")}


def test_by_itself_it_starts_what_it_needs_and_says_where_the_ledger_lies(locust, tmp_path):
    status, told = ended(locust("--headless", "--scenario", "short.yaml"))
    facts, problems = ledger_of(tmp_path)
    assert status == 0, told
    assert "the ledger of this run lies in reports/out/" in told
    assert len(kinds(facts, "intent")) == len(told_of(facts)) == 40
    assert not problems


def test_ctrl_c_still_closes_every_ledger(locust, tmp_path):
    process = locust("--headless", "--scenario", "steady")
    wait_for(lambda: list(tmp_path.rglob("progress.json")))
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    status, told = ended(process)
    facts, problems = ledger_of(tmp_path)
    assert status == 130, told
    assert not problems
    assert kinds(facts, "generator")[0].missed > 0


def with_two_workers(locust):
    """Start a master with two workers; return it and them."""
    port = str(free_port())
    workers = [locust("--worker", "--master-port", port) for _ in range(2)]
    master = locust(
        *("--master", "--master-bind-port", port, "--expect-workers", "2"),
        *("--headless", "--scenario", "short.yaml"),
    )
    return master, workers


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One plan over two workers, driven once: statuses, words, folder, facts, problems."""
    folder = tmp_path_factory.mktemp("shared")
    with starting(folder) as start:
        master, workers = with_two_workers(start)
        status, told = ended(master)
        statuses = [status, *(ended(worker)[0] for worker in workers)]
    facts, problems = ledger_of(folder)
    return SimpleNamespace(
        statuses=statuses, told=told, folder=folder, facts=facts, problems=problems
    )


def test_a_master_hands_each_worker_its_share_of_one_plan(shared):
    assert shared.statuses == [0, 0, 0], shared.told
    shares = {fact.share: fact for fact in kinds(shared.facts, "generator")}
    assert sorted(shares) == [0, 1]
    assert {fact.of for fact in shares.values()} == {2}
    assert len({fact.plan_digest for fact in shares.values()}) == 1
    assert [shares[share].started for share in (0, 1)] == [20, 20]
    assert not shared.problems


def test_what_two_workers_did_adds_up(shared):
    assert sorted(fact.intent for fact in kinds(shared.facts, "intent")) == list(range(40))
    markers = {fact.marker for fact in kinds(shared.facts, "attempt")} - {ARMING}
    assert len(markers) == len(told_of(shared.facts)) == 40
    (file,) = shared.folder.rglob("progress.json")
    whole = read_progress(file)
    assert (whole.done, whole.offered, whole.answered) == (True, 40, 40)


def test_a_worker_that_is_killed_makes_the_run_worthless_and_its_share_is_open(locust, tmp_path):
    master, workers = with_two_workers(locust)
    wait_for(lambda: len(list(tmp_path.rglob("progress.json.?"))) == 2)
    workers[0].kill()
    status, told = ended(master)
    _, problems = ledger_of(tmp_path)
    assert status == 3, told
    assert re.search(r"the worker of share [01] left", told)
    assert [problem for problem in problems if "no end" in problem]


def test_a_plan_of_another_digest_is_not_driven(locust, tmp_path):
    drive = DriveConfig(
        scenario="short.yaml",
        seed=1,
        plan_digest="0123",
        start_us=0,
        m0_ns=Clock.starting_now().m0_ns,
        scale=1.0,
        target=TargetConfig(kind="host", url="http://127.0.0.1:9"),
        ledger=str(tmp_path / "ledger"),
        progress=str(tmp_path / "progress.json"),
        number_ids={},
    )
    (tmp_path / "drive.json").write_bytes(msgspec.json.encode(drive))
    told = {"WINDTUNNEL_DRIVE": str(tmp_path / "drive.json")}
    status, said = ended(locust("--headless", file=driver_file(), **told))
    assert status == 2
    assert "but 0123 was meant" in said
    assert not (tmp_path / "ledger").exists()


def test_a_sender_that_is_none_is_said_and_nothing_stays_behind(locust):
    status, said = ended(locust("--headless", "--sender", "refrence"))
    assert status == 2
    assert "did you mean reference?" in said


def wait_for(found):
    deadline = time.monotonic() + END_S_MAX
    while not found():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
