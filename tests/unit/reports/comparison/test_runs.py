import msgspec
import pytest
from runs import make_run

from windtunnel_reports.comparison.runs import compare_runs, page_of_runs
from windtunnel_reports.comparison.text import render_text
from windtunnel_reports.report import build


@pytest.fixture(scope="module")
def summaries(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    found = []
    for sender in ("reference", "blind-retry"):
        make_run(folder / sender, sender=sender)
        found.append(build(folder / sender))
    return found


def test_it_is_said_first_whether_the_plan_was_the_same(summaries):
    one, other = summaries
    other_plan = msgspec.structs.replace(other.manifest, plan_digest="another")
    changed = msgspec.structs.replace(other, manifest=other_plan)
    assert page_of_runs(compare_runs(one, other)).answer.startswith("The same plan")
    assert page_of_runs(compare_runs(one, changed)).answer.startswith("Different plans")


def test_verdicts_that_differ_are_listed_and_others_not(summaries):
    found = compare_runs(*summaries)
    assert [(each.first, each.second) for each in found.verdicts if each.name[:3] == "R01"] == [
        ("kept", "broken")
    ]
    assert all(each.first != each.second for each in found.verdicts)


def test_figures_have_their_difference(summaries):
    counts = {each.name: each for each in compare_runs(*summaries).counts}
    doubled = counts["doubled"]
    assert doubled.first == "0"
    assert doubled.difference == f"+{doubled.second}"


def test_a_run_and_itself_differ_in_nothing(summaries):
    found = compare_runs(summaries[0], summaries[0])
    assert found.verdicts == ()
    assert {each.difference for each in (*found.counts, *found.latencies)} <= {"0", "–"}
    assert "No verdict differs." in page_of_runs(found).reasons


def test_what_only_one_run_has_is_not_made_up(summaries):
    one, other = summaries
    lone = msgspec.structs.replace(
        other, verdicts=other.verdicts[1:], gates=(), steady_state=(), latencies={}, counts={}
    )
    found = compare_runs(one, lone)
    assert ("kept", "–") in [(each.first, each.second) for each in found.verdicts]
    assert {each.second for each in found.gates} == {"–"}
    assert {each.difference for each in found.counts} == {"–"}


def test_failed_instruments_are_said(summaries):
    one, other = summaries
    page = page_of_runs(compare_runs(one, msgspec.structs.replace(other, valid=False)))
    assert "its instruments failed" in render_text(page, width=100)
