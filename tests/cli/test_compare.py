"""`windtunnel compare` as a user types it: page, files, exit status, error text."""

import json
from pathlib import Path

import pytest
from choices import TINY
from runs import make_run
from typer.testing import CliRunner

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.interrupt import Interrupted
from windtunnel_cli.main import app
from windtunnel_verify.month.comparing import Comparing

SETS = ("--provider", "meta", "--provider", "meta+ultramsg")


@pytest.fixture
def choice(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY.replace("10m, share: 90%", "10m, share: 50%"))
    return str(path)


def run(*words):
    return CliRunner().invoke(app, ["compare", *words], catch_exceptions=False)


def refused(*words):
    with pytest.raises(ConfigError) as error:
        run(*words)
    return str(error.value)


def test_a_choice_is_played_and_its_page_written_three_times(choice, tmp_path):
    done = run(choice, *SETS, "--no-premises", "--out", str(tmp_path / "page"))
    assert done.exit_code == 0
    assert "is the cheapest that keeps both goals" in done.stdout
    assert sorted(each.name for each in (tmp_path / "page").iterdir()) == [
        "comparison.html",
        "comparison.json",
        "comparison.md",
    ]


def test_json_alone_goes_to_stdout_and_is_the_same_each_time(choice, tmp_path):
    words = (choice, *SETS, "--no-premises", "--days", "1", "--json", "--out", str(tmp_path))
    once, again = run(*words), run(*words)
    assert json.loads(once.stdout)["schema"] == "windtunnel.comparison/1"
    assert once.stdout == again.stdout


def test_premises_are_tried_unless_that_is_switched_off(choice, tmp_path):
    done = run(choice, "--provider", "meta", "--json", "--days", "1", "--out", str(tmp_path))
    names = {each["name"] for each in json.loads(done.stdout)["premises"]}
    assert {"messages in all", "what meta costs", "on time for otp"} <= names


def test_two_runs_stand_side_by_side_and_stay_as_they_are(tmp_path):
    make_run(tmp_path, sender="reference")
    done = run(str(tmp_path), str(tmp_path))
    assert (done.exit_code, "The same plan" in done.stdout) == (0, True)
    assert not (tmp_path / "summary.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("vendor-choice",), "name what is to be compared"),
        (("vendor-choice", "--provider", "mata"), "no provider 'mata'"),
        (("vendor-choice", "--provider", "meta", "--provider", "meta"), "named twice"),
        (("nothing-here", "--provider", "meta"), "no choice 'nothing-here'"),
        (("a", "b", "--days", "2"), "are for a choice, not for two runs"),
        (("a", "b"), "not the folder of a run"),
        (("a", "b", "c"), "not 3 things"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_compared_is_refused(words, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception, match=said):
        run(*words)


def test_an_incident_of_a_provider_that_is_not_installed_is_refused(choice):
    path = Path(choice)
    path.write_text(path.read_text().replace("{provider: meta", "{provider: mata"))
    assert "incidents[0].provider is 'mata'; did you mean meta?" in refused(choice, *SETS)


def test_one_run_alone_asks_for_a_second(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    assert "name a second one" in refused(str(tmp_path))


def test_a_folder_that_cannot_be_written_to_is_refused(choice):
    words = (choice, "--provider", "meta", "--no-premises", "--days", "1")
    assert "cannot be written to" in refused(*words, "--out", f"{choice}/page")


def test_an_interrupted_comparison_leaves_no_page(choice, tmp_path, monkeypatch):
    def interrupt(_self):
        raise Interrupted

    monkeypatch.setattr(Comparing, "compare", interrupt)
    done = run(choice, "--provider", "meta", "--out", str(tmp_path / "page"))
    assert (done.exit_code, (tmp_path / "page").exists()) == (130, False)
