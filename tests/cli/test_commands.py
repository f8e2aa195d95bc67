"""The console command as a user types it: output, exit status, error text."""

import subprocess
import sys

import pytest


def test_it_is_a_console_command_with_an_exit_status():
    command = [sys.executable, "-c", "from windtunnel_cli.main import main; main()"]
    done = subprocess.run([*command, "report", "x"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")


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
def test_help_shows_an_example(inside, words):
    done = inside(*words, "--help")
    assert done.returncode == 0
    assert "windtunnel" in done.stdout


def test_scenarios_are_listed_with_their_questions(inside):
    done = inside("scenarios", "list")
    assert "checkout-rush" in done.stdout
    assert "steady" in done.stdout


def test_a_scenario_is_shown_as_it_is(inside):
    assert inside("scenarios", "show", "steady").stdout.startswith("# A quiet quarter")


def test_a_scenario_is_checked_without_flying_it(inside):
    done = inside("scenarios", "check", "checkout-rush", "--seed", "9")
    assert done.returncode == 0
    assert "seed       9" in done.stdout


def test_senders_are_listed(inside):
    assert "blind-retry" in inside("senders", "list").stdout


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
def test_bad_input_exits_2_with_one_line(inside, words, said):
    if isinstance(words, str):
        words = words.split()
    done = inside(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_folder_that_holds_something_is_refused(inside, tmp_path):
    (tmp_path / "x").write_text("mine")
    done = inside("rehearse", "steady", "--out", str(tmp_path))
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)


def test_a_gate_with_a_typo_is_refused_before_anything_flies(inside, tmp_path):
    text = inside("scenarios", "show", "steady").stdout.replace(
        "time_to_handed_over", "time_to_hand"
    )
    (tmp_path / "mine.yaml").write_text(text)
    done = inside("rehearse", "mine.yaml")
    assert done.returncode == 2
    assert "did you mean time_to_handed_over?" in done.stderr
