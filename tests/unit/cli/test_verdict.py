"""What a person reads after a run."""

from pathlib import Path

import pytest
from runs import make_run

from windtunnel_cli.verdict import painted, say_plan, say_verdict, short
from windtunnel_reports.report import build
from windtunnel_scenarios import load_scenario, make_plan


def test_before_a_run_it_says_what_will_happen_and_how_long_it_takes(capsys):
    say_plan(make_plan(load_scenario("steady")), "mine")
    told = capsys.readouterr().out
    assert "291 messages in 15 s through mine, 0 faults, seed 11; at most 45 s" in told


def test_a_broken_run_without_gate_says_why_it_exits_0(tmp_path, capsys):
    make_run(tmp_path, sender="blind-retry")
    summary = build(tmp_path, gated=False)
    say_verdict(summary, tmp_path, status=summary.exit_status)
    told = capsys.readouterr().out
    assert told.startswith("BROKEN")
    assert "report.html" in told
    assert "exit:   0, because --gate was not given" in told


@pytest.mark.parametrize(
    ("line", "word"),
    [("  ✗ broken    R01", "✗"), ("KEPT  All held.", "KEPT"), ("    ! late", "!")],
    ids=["mark", "headline", "instrument"],
)
def test_the_first_word_has_its_colour(line, word):
    (span,) = painted(line).spans
    assert line[span.start : span.end] == word


def test_other_lines_have_none():
    assert not painted("    32.290s  attempt   API call 1 arrives").spans
    assert not painted("").spans


def test_a_path_below_here_is_shown_short(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert short(tmp_path / "a") == Path("a")
    assert short(Path("/elsewhere")) == Path("/elsewhere")


def test_before_a_run_without_markers_it_says_how_customers_are_chosen(capsys):
    say_plan(make_plan(load_scenario("steady"), apart_us=12_000_000), "mine")
    said = "customers: two messages of a template to one are 12 s apart or more."
    assert said in capsys.readouterr().out
