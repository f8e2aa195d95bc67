"""docs/summary.md names every key of summary.json."""

import re
from pathlib import Path

import pytest

from windtunnel.domain.verdict import Story, StoryLine, Verdict
from windtunnel_reports.funnel import ENDS, STEPS, Group
from windtunnel_reports.gates import GateResult
from windtunnel_reports.instruments import Instruments, Reading
from windtunnel_reports.manifest import Manifest
from windtunnel_reports.metrics import LATENCIES
from windtunnel_reports.series import Second
from windtunnel_reports.summary import SCHEMA, Failure, Latency, Spell, Summary

DOCUMENTED = set(
    re.findall(r"`([a-z_0-9]+)`", (Path(__file__).parents[3] / "docs/summary.md").read_text())
)
SHAPES = (
    Summary, Manifest, Verdict, Story, StoryLine, GateResult, Latency, Group, Failure, Second,
    Spell, Instruments, Reading,
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_each_key_is_documented(shape):
    assert not set(shape.__struct_fields__) - DOCUMENTED


def test_each_metric_step_and_end_is_documented():
    assert not {*LATENCIES, "webhook_ack", *STEPS, *ENDS} - DOCUMENTED


def test_each_count_is_documented(good):
    assert not set(good[1].counts) - DOCUMENTED


def test_the_schema_is_the_documented_one():
    assert SCHEMA == "windtunnel.summary/1"
