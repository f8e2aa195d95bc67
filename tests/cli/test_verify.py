"""`windtunnel verify` and `replay`, as a person runs them."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "windtunnel_cli")
LIAR = """
from windtunnel import Policy

class Sender:
    policy = Policy(delivery="{delivery}")
    async def send(self, intent): {body}
    async def close(self): ...

def create(world):
    return Sender()
"""


@pytest.fixture
def windtunnel(tmp_path):
    def run(*words):
        environment = {**os.environ, "COLUMNS": "200"}
        environment.pop("PYTHONHASHSEED", None)
        return subprocess.run(
            [*COMMAND, *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def mine(tmp_path, *, delivery="at-most-once", body="return None"):
    (tmp_path / "mine.py").write_text(LIAR.format(delivery=delivery, body=body))


def test_a_seeded_bug_is_told_as_a_story_with_three_ways_to_see_it_again(windtunnel, tmp_path):
    done = windtunnel("verify", "blind-retry", "--out", "found")
    assert done.returncode == 1, done.stderr
    assert "BROKEN  R02" in done.stdout
    assert "intent 0, attempt 1: answer-lost" in done.stdout
    (shown,) = json.loads((tmp_path / "found/result.json").read_bytes())["replays"]
    token = shown["token"]
    assert token in done.stdout
    again = windtunnel("replay", token)
    assert (again.returncode, "it still fails: R02" in again.stdout) == (1, True), again.stderr
    assert windtunnel("replay", token, "--sender", "reference").returncode == 0
    scenario = f"found/{shown['scenario']}"
    played = windtunnel("replay", scenario, "--sender", "blind-retry")
    assert played.returncode == 1, played.stdout + played.stderr


def test_the_reference_is_kept_and_the_same_seed_says_the_same(windtunnel):
    one, two = (windtunnel("verify", "reference", "--profile", "ci", "--json") for _ in "12")
    assert one.returncode == 0, one.stdout + one.stderr
    first, second = json.loads(one.stdout), json.loads(two.stdout)
    first.pop("wall_s"), second.pop("wall_s")
    assert first == second
    assert first["headline"] == "KEPT"
    required = [verdict for verdict in first["verdicts"] if verdict["required"]]
    assert {verdict["word"] for verdict in required} == {"kept"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"body": "import socket; socket.create_connection(('127.0.0.1', 9))"},
            "blocks the event loop",
        ),
        ({"body": "raise LookupError('no such row')"}, "no such row"),
    ],
    ids=["blocks", "raises"],
)
def test_what_no_ledger_holds_is_told_too(windtunnel, tmp_path, given, said):
    mine(tmp_path, **given)
    done = windtunnel("verify", "mine:create")
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify",), "name a sender (pkg.mod:create), or a service with --http"),
        (("verify", "nobody"), "no shipped sender 'nobody'"),
        (("verify", "nowhere.sender:create"), "No module named 'nowhere'"),
        (("verify", "http:sender.yaml"), "is driven by --http"),
        (("verify", "direct:meta"), "there is no sender to verify"),
        (("verify", "reference", "--profile", "slow"), "no profile 'slow'"),
        (("verify", "--http", "nowhere.yaml"), "nowhere.yaml: no such file"),
        (("verify", "mine:create"), "or verify --switch idempotency=key"),
        (("verify", "reference", "--switch", "idempotency"), "must be name=value"),
        (("verify", "--http", "a.yaml", "--switch", "bsuid=off"), "--switch is for virtual time"),
        (("replay", "wt1.garbage"), "replay token: damaged"),
        (("replay", "nowhere.json"), "nowhere.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_exits_2_with_what_is_wrong(windtunnel, tmp_path, words, said):
    mine(tmp_path, delivery="provider-idempotent")
    done = windtunnel(*words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
