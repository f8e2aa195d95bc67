import math

import pytest
from runs import make_run

from windtunnel_reports.manifest import read_manifest
from windtunnel_reports.metrics import Row
from windtunnel_reports.series import STEPS_MAX, seconds, step_of


def row(t, **more):
    fields = {"flow": "f", "country": "BR", "number": "n", "template": "", "end": "read"}
    return Row(t=t, **{**fields, **more})


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return read_manifest(make_run(tmp_path_factory.mktemp("run"), messages=1))


@pytest.mark.parametrize(
    ("duration_s", "step_s"), [(1, 1), (600, 1), (601, 2), (3600, 10), (86_400, 300)]
)
def test_a_longer_run_gets_longer_steps(duration_s, step_s):
    assert step_of(duration_s) == step_s
    assert duration_s / step_s <= STEPS_MAX


def test_each_event_stands_in_its_own_second(manifest):
    rows = [row(5.5, accepted=0.6, handed_over=2.0), row(5.9)]
    found = seconds(rows, manifest, [6_100_000], step_s=1)
    assert [each.wanted for each in found[:3]] == [2, 0, 0]
    assert [each.accepted for each in found[:3]] == [0, 1, 0]
    assert [each.refused for each in found[:3]] == [0, 1, 0]
    assert [each.handed_over for each in found[:3]] == [0, 0, 1]


def test_a_percentile_of_what_never_came_is_none(manifest):
    first = seconds([row(5.0, handed_over=1.0), row(5.1)], manifest, [], step_s=1)[0]
    assert (first.p50_s, first.p95_s) == (1.0, None)


def test_the_series_reaches_to_the_last_event(manifest):
    found = seconds([row(64.0, accepted=20.0)], manifest, [], step_s=1)
    assert found[-1].accepted == 1
    assert math.isclose(found[-1].s, 79)
