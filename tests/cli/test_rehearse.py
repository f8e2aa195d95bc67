"""A rehearsal from the command line: what it prints, what it leaves, and each way it can end."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from windtunnel_load.progress import read_progress

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from windtunnel_cli.main import main; main()"]
END_S_MAX = 90
SHORT = """\
# Three seconds of codes: does the plumbing hold?
scenario: short
seed: 3
starts: 2026-11-25T10:00-03:00
world: {audience: {size: 60}}
traffic:
  - {flow: otp, arrivals: constant, stages: [{hold: 20/s, for: 3s}]}
warm_up: 0s
recover: 0s
exercises: [R03, R04, R07]
gates:
  - invariants kept
  - share(accepted) > 90%
drain: 3s
"""
SENDERS = '''
"""Senders for these tests: one that sends, one that does not, one that dies, one that raises."""

import os

import msgspec

from windtunnel import Outcome, Policy
from windtunnel_load.senders.reference.wires.meta import VERSION, body_of


class Plain:
    policy = Policy(delivery="at-most-once", attempts=1, horizon_s=1.0)

    def __init__(self, world):
        self.meta, self.http = world.credentials["meta"], world.http
        self.sent = 0

    async def send(self, intent):
        reply = await self.http.post(
            f"{self.meta.base_url}/{VERSION}/{self.meta.numbers[intent.number]}/messages",
            headers={"authorization": f"Bearer {self.meta.token}"},
            content=msgspec.json.encode(body_of(intent)),
        )
        self.sent += 1
        return Outcome(state="accepted" if reply.is_success else "failed")

    async def receive(self, webhook):
        return 200

    async def close(self):
        with open("token.txt", "w") as file:
            file.write(self.meta.token)


class Mute(Plain):
    async def send(self, intent):
        return Outcome(state="accepted")


class Dies(Plain):
    async def send(self, intent):
        if self.sent > 10:
            print("out of paper", flush=True)
            os._exit(7)
        return await super().send(intent)


plain, mute, dies = Plain, Mute, Dies


def impossible(world):
    sender = Plain(world)
    sender.policy = Policy(delivery="provider-idempotent")
    return sender
'''


class Command:
    """A rehearsal of the short scenario in a folder of its own."""

    def __init__(self, folder, *words):
        (folder / "short.yaml").write_text(SHORT)
        (folder / "senders.py").write_text(SENDERS)
        self.run = folder / "run"
        self.process = subprocess.Popen(
            [*COMMAND, "rehearse", "short.yaml", "--out", "run", *words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self):
        out, err = self.process.communicate(timeout=END_S_MAX)
        assert "Traceback" not in err
        return self.process.returncode, out, err

    def wait_for_traffic(self, offered=15):
        deadline = time.monotonic() + END_S_MAX
        while (told := read_progress(self.run / "work/progress.json")) is None or (
            told.offered < offered
        ):
            assert time.monotonic() < deadline, "no traffic"
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.05)

    def summary(self):
        return json.loads((self.run / "summary.json").read_bytes())

    def manifest(self):
        return json.loads((self.run / "manifest.json").read_bytes())


def alive(run):
    """Return the processes that a run has left behind, by what they were started with."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if str(run) in words or (entry / "cwd").resolve().is_relative_to(run):
                found[int(entry.name)] = words
    return found


@pytest.fixture
def rehearse(tmp_path):
    made = []

    def start(*words):
        made.append(Command(tmp_path, *words))
        return made[-1]

    yield start
    for command in made:
        command.process.kill()
        command.process.communicate()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A rehearsal that went well, flown once for all who look at it."""
    command = Command(
        tmp_path_factory.mktemp("whole"),
        *("--sender", "python:senders:plain", "--gate", "--seed", "5"),
    )
    command.status, command.out, command.err = command.end()
    return command


def test_a_sender_that_keeps_its_word_exits_0_and_leaves_every_file(whole):
    assert whole.status == 0, whole.out + whole.err
    assert "KEPT" in whole.out
    names = {path.name for path in whole.run.iterdir()}
    assert names >= {"manifest.json", "summary.json", "junit.xml", "summary.md", "report.html"}
    assert whole.summary()["valid"]


def test_while_it_flies_it_says_how_far_it_is(whole):
    assert "traffic: offered" in whole.err
    assert "s left" in whole.err


def test_it_leaves_nothing_running(whole):
    assert alive(whole.run) == {}


def test_its_report_is_the_same_when_it_is_made_again(whole):
    before = whole.summary()
    (whole.run / "summary.json").unlink()
    again = subprocess.run([*COMMAND, "report", "run"], cwd=whole.run.parent, check=False)
    assert (again.returncode, whole.summary()) == (0, before)
    assert before["manifest"]["seed"] == 5


def test_no_token_stays_behind_or_is_printed(whole):
    token = (whole.run.parent / "token.txt").read_bytes()
    files = [path for path in whole.run.rglob("*") if path.is_file()]
    assert token
    assert [path for path in files if token in path.read_bytes()] == []
    assert token.decode() not in whole.out + whole.err


def test_a_sender_that_never_calls_exits_2_before_any_load(rehearse):
    status, out, err = rehearse("--sender", "python:senders:mute").end()
    assert status == 2, out
    assert "your service is not talking to Windtunnel" in err


def test_a_claim_that_cannot_be_had_exits_2_with_the_reason(rehearse):
    status, out, err = rehearse("--sender", "python:senders:impossible").end()
    assert status == 2, out
    assert "exactly once cannot be had" in err


def test_a_sender_that_dies_is_a_finding_even_without_gate(rehearse):
    flown = rehearse("--sender", "python:senders:dies")
    status, out, err = flown.end()
    assert status == 1, out + err
    assert "ended by itself" in out
    assert "out of paper" in flown.manifest()["sender_crashed"]
    assert alive(flown.run) == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted_in_the_traffic_it_writes_its_report_and_exits_130(rehearse, number):
    flown = rehearse("--sender", "python:senders:plain", "--gate")
    flown.wait_for_traffic()
    flown.process.send_signal(number)
    status, out, err = flown.end()
    assert status == 130, out + err
    assert out.splitlines()[3].startswith("INTERRUPTED")
    assert (flown.run / "report.html").exists()
    assert flown.summary()["instruments"]["ledger"] == []
    assert alive(flown.run) == {}


def test_interrupted_at_its_start_it_leaves_nothing_running(rehearse):
    flown = rehearse("--sender", "python:senders:plain")
    deadline = time.monotonic() + END_S_MAX
    while not (flown.run / "work").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    flown.process.send_signal(signal.SIGINT)
    status, out, err = flown.end()
    assert status == 130, out + err
    assert (flown.run / "report.html").exists()
    assert alive(flown.run) == {}


def test_without_its_simulator_a_run_proves_nothing(rehearse):
    flown = rehearse("--sender", "python:senders:plain", "--gate")
    flown.wait_for_traffic()
    ready = json.loads((flown.run / "work/simulator.json").read_bytes())
    os.kill(ready["pid"], signal.SIGKILL)
    status, out, err = flown.end()
    assert status == 3, out + err
    assert "INVALID" in out
    assert "the simulator ended by itself" in out
    assert alive(flown.run) == {}


def test_without_its_load_generator_a_run_proves_nothing(rehearse):
    flown = rehearse("--sender", "python:senders:plain")
    flown.wait_for_traffic()
    (locust,) = [pid for pid, words in alive(flown.run).items() if "-m locust" in words]
    os.kill(locust, signal.SIGKILL)
    status, out, err = flown.end()
    assert status == 3, out + err
    assert "the load generator ended with status -9" in out
    assert alive(flown.run) == {}


def test_a_killed_rehearsal_can_still_be_reported(rehearse, tmp_path):
    flown = rehearse("--sender", "python:senders:plain")
    flown.wait_for_traffic()
    ready = json.loads((flown.run / "work/simulator.json").read_bytes())
    left = [ready["pid"], json.loads((flown.run / "work/host-ready.json").read_bytes())["pid"]]
    flown.process.kill()
    flown.process.communicate()
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    done = subprocess.run(
        [*COMMAND, "report", "run"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert "INVALID" in done.stdout
