"""`windtunnel verify --http` as a person runs it: a wrong and a right service, searched whole."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "windtunnel_cli")
SERVICES = Path(__file__).parents[1] / "load" / "services"
HASTE = (("horizon_s: 20.0", "horizon_s: 7.0"), ("environment:", "environment:\n  HORIZON_S: '6'"))
"""A service that gives up early makes a short run."""


def run(folder, *words):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def put(folder, name):
    shutil.copytree(SERVICES, folder, dirs_exist_ok=True)
    file = folder / f"{name}.yaml"
    text = file.read_text()
    for slow, fast in HASTE:
        text = text.replace(slow, fast)
    file.write_text(text)


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wrong")
    put(folder, "wrong")
    words = ("--http", "wrong.yaml", "--schedules", "1", "--out", "found", "--json")
    return folder, run(folder, "verify", *words)


def test_the_wrong_service_is_broken_by_its_one_bug(wrong):
    _, done = wrong
    assert done.returncode == 1, done.stdout + done.stderr
    result = json.loads(done.stdout)
    words = {verdict["id"]: verdict["word"] for verdict in result["verdicts"]}
    assert result["headline"] == "BROKEN"
    assert [name for name, word in words.items() if word == "broken"] == ["R02"]
    assert result["findings"][0]["invariant"] == "R02"


def test_what_the_policy_claims_is_required(wrong):
    verdicts = json.loads(wrong[1].stdout)["verdicts"]
    required = {verdict["id"] for verdict in verdicts if verdict["required"]}
    assert required >= {"R01", "R02", "R03", "R07", "R09", "R11", "R14"}
    assert not required & {"R04", "R05", "R06", "R12", "R24", "R30"}


def test_it_leaves_a_scenario_and_no_promise_of_a_replay_in_virtual_time(wrong):
    folder, done = wrong
    replays = json.loads(done.stdout)["replays"]
    assert replays == [{"token": "", "scenario": "found-r02.yaml", "test": ""}]
    assert {path.name for path in (folder / "found").iterdir()} == {
        "0000",
        "result.json",
        "found-r02.yaml",
    }


def test_rehearse_shows_the_same_breach_with_the_scenario(wrong):
    folder, _ = wrong
    words = ("found/found-r02.yaml", "--sender", "http:wrong.yaml", "--gate", "--out", "again")
    done = run(folder, "rehearse", *words)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "R02" in json.loads((folder / "again/summary.json").read_bytes())["root_causes"]


@pytest.mark.no_cover
def test_the_right_service_is_kept(tmp_path):
    put(tmp_path, "right")
    done = run(tmp_path, "verify", "--http", "right.yaml", "--schedules", "6", "--out", "found")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("KEPT  6 schedules with ")
    assert "✓ kept      R19* opt-out honoured" in done.stdout
    assert "✓ kept      R26* consent first" in done.stdout
    assert "next:      windtunnel verify --http right.yaml --profile ci" in done.stdout


def test_what_is_required_and_not_put_to_the_test_is_no_pass(tmp_path):
    put(tmp_path, "right")
    done = run(tmp_path, "verify", "--http", "right.yaml", "--schedules", "1", "--out", "found")
    assert done.returncode == 4, done.stdout + done.stderr
    assert done.stdout.startswith("UNDECIDED")
    assert "○ untested  R09* permanent means stop" in done.stdout
    assert "see above why R09, R11" in done.stdout


def test_it_says_beforehand_what_will_happen_and_how_long_it_takes(wrong):
    _, done = wrong
    opening = done.stderr.splitlines()[0]
    assert "wrong.yaml over real HTTP: 1 schedule of faults, each with a simulator" in opening
    assert "about 15 s. Ctrl-C ends it early" in opening
    assert "search: 0 of 1, nothing found, about " in done.stderr
    assert "search: 1 of 1, 1 root cause found" in done.stderr
