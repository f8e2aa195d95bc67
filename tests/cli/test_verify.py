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


@pytest.mark.no_cover
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
        ({"body": "import os; os.system('true')"}, "start it before, and outside of the sender"),
        ({"body": "import asyncio; await asyncio.Event().wait()"}, "BROKEN  deadlock"),
    ],
    ids=["blocks", "raises", "reaches out", "waits for ever"],
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
        (("verify", "reference", "--schedules", "2"), "--schedules goes with --http"),
        (("verify", "--http", "x.yaml", "--corpus", "x"), "are for senders in Python"),
        (("verify", "nobody"), "no shipped sender 'nobody'"),
        (("verify", "nowhere.sender:create"), "No module named 'nowhere'"),
        (("verify", "http:sender.yaml"), "is driven by --http"),
        (("verify", "direct:meta"), "there is no sender to verify"),
        (("verify", "reference", "--profile", "slow"), "no profile 'slow'"),
        (("verify", "--http", "nowhere.yaml"), "nowhere.yaml: no such file"),
        (("verify", "mine:create"), "or verify --switch idempotency=key"),
        (("verify", "reference", "--switch", "idempotency"), "must be name=value"),
        (
            ("verify", "--http", "a.yaml", "--switch", "bsuid=off"),
            "--switch are for senders",
        ),
        (("replay", "wt1.garbage"), "replay token: damaged"),
        (("replay", "nowhere.json"), "nowhere.json"),
        (("replay", "checkout-rush"), "is nothing to replay; must be a token (wt1."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_exits_2_with_what_is_wrong(inside, tmp_path, words, said):
    mine(tmp_path, delivery="provider-idempotent")
    done = inside(*words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr


def test_what_cannot_be_written_is_told_all_the_same(inside, tmp_path):
    (tmp_path / "found").touch()
    done = inside("verify", "blind-retry", "--out", "found")
    assert done.returncode == 2
    assert "BROKEN  R02" in done.stdout
    assert "error: found cannot be written: File exists" in done.stderr


@pytest.mark.no_cover
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted_it_says_so_and_nothing_of_the_sender(windtunnel, tmp_path, number):
    mine(tmp_path, body=f"__import__('signal').raise_signal(__import__('signal').{number})")
    done = windtunnel("verify", "mine:create")
    assert done.returncode == 130
    assert done.stderr.endswith("interrupted\n")
    assert done.stdout == ""
    assert not (tmp_path / ".windtunnel").exists()


@pytest.mark.no_cover
def test_what_only_virtual_time_can_play_is_not_offered_to_rehearse(windtunnel, tmp_path):
    sender = "windtunnel_load.senders.mutants.send_then_mark:create"
    done = windtunnel("verify", sender, "--profile", "ci", "--out", "found")
    assert "before its step" in done.stdout, done.stdout + done.stderr
    assert "real time cannot play it" in done.stdout
    (scenario,) = (tmp_path / "found").glob("found-r02-*.yaml")
    refused = windtunnel("rehearse", str(scenario), "--sender", "reference")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"windtunnel replay {scenario} --sender reference" in refused.stderr


BLOCKING = """
from windtunnel import Outcome, Policy

class Sender:
    policy = Policy(delivery="at-most-once")
    def send(self, intent): return Outcome(state="accepted")
    def close(self): ...

def create(world):
    return Sender()
"""


@pytest.mark.no_cover
def test_a_blocking_sender_is_found_again_by_token_corpus_and_test(windtunnel, tmp_path):
    (tmp_path / "mine.py").write_text(BLOCKING)
    done = windtunnel("verify", "blocking:mine:create", "--out", "found")
    assert "BROKEN  R04" in done.stdout, done.stdout + done.stderr
    (shown,) = json.loads((tmp_path / "found/result.json").read_bytes())["replays"]
    (kept,) = (tmp_path / ".windtunnel/corpus/mine-create").iterdir()
    (tmp_path / "mine.py").write_text(f"{BLOCKING}\nCHANGED = True\n")
    for what in (shown["token"], str(kept)):
        again = windtunnel("replay", what)
        assert again.returncode == 1, again.stdout + again.stderr
        assert "the sender's source has changed" in again.stdout
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:locust", f"found/{shown['test']}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "BROKEN  it still fails: R04" in tested.stdout, tested.stdout + tested.stderr


def test_a_sender_that_raises_on_import_is_told_with_its_line(inside, tmp_path):
    (tmp_path / "early.py").write_text("import os\n\nTOKEN = os.environ['NO_SUCH_TOKEN']\n")
    done = inside("verify", "early:create")
    assert done.returncode == 2
    assert "importing early raised KeyError: 'NO_SUCH_TOKEN' (at " in done.stderr
    assert "early.py:3)" in done.stderr
