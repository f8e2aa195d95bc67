"""The console command as a user types it: output, exit status, error text."""

import subprocess
import sys

import pytest


def run(*words, cwd=None):
    command = [sys.executable, "-c", "from windtunnel_cli.main import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("serve",),
        ("rehearse",),
        ("report",),
        ("flightcheck",),
        ("scenarios", "list"),
        ("scenarios", "show"),
        ("scenarios", "check"),
        ("senders", "list"),
    ],
    ids=" ".join,
)
def test_help_shows_an_example(words):
    done = run(*words, "--help")
    assert done.returncode == 0
    assert "windtunnel" in done.stdout


def test_scenarios_are_listed_with_their_questions():
    done = run("scenarios", "list")
    assert "checkout-rush" in done.stdout
    assert "steady" in done.stdout


def test_a_scenario_is_shown_as_it_is():
    assert run("scenarios", "show", "steady").stdout.startswith("# A quiet quarter")


def test_a_scenario_is_checked_without_flying_it():
    done = run("scenarios", "check", "checkout-rush", "--seed", "9")
    assert done.returncode == 0
    assert "seed       9" in done.stdout


def test_senders_are_listed():
    assert "blind-retry" in run("senders", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rehearse", "stedy"), "did you mean steady?"),
        (("rehearse", "steady", "--sender", "refrence"), "did you mean reference?"),
        (("report", "nowhere"), "not the folder of a run"),
        (("scenarios", "check", "missing.yaml"), "no such scenario file"),
    ],
    ids=" ".join,
)
def test_bad_input_exits_2_with_one_line(words, said, tmp_path):
    if isinstance(words, str):
        words = words.split()
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "x").write_text("mine")
    done = run("rehearse", "steady", "--out", str(tmp_path))
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)


def test_a_gate_with_a_typo_is_refused_before_anything_flies(tmp_path):
    text = run("scenarios", "show", "steady").stdout.replace("time_to_handed_over", "time_to_hand")
    (tmp_path / "mine.yaml").write_text(text)
    done = run("rehearse", "mine.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean time_to_handed_over?" in done.stderr
