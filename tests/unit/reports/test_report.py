"""A whole run in a folder: what a reader finds there, and that all of it comes from the ledger."""

import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import msgspec
import pytest
from ledgers import Run

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import CrashFact, FaultOffFact, FaultOnFact, GeneratorFact
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_reports.manifest import Manifest, read_manifest, write_manifest
from windtunnel_reports.report import build
from windtunnel_reports.terminal import render_text

GATES = ["invariants kept", "share(accepted) > 1%", "lost == 0", "duplicated == 0"]


def traffic(*, doubled):
    run = Run(attempts=4, horizon_s=30.0, client_timeout_s=2.0)
    for intent in range(20):
        at = float(intent)
        run.wants(intent, at=at, recipient=f"1555010{intent:04d}").tries(
            at=at + 0.1, recipient=f"1555010{intent:04d}"
        )
        if doubled and intent == 5:
            run.loses_answer(at=at + 0.2).arrives(at=at + 1, recipient=f"1555010{intent:04d}")
            run.tries(at=at + 3, recipient=f"1555010{intent:04d}")
        run.answers(at=at + 3.2 if doubled and intent == 5 else at + 0.2)
        run.status("sent", at=at + 3.5, acked=at + 3.6)
        run.arrives(at=at + 4, recipient=f"1555010{intent:04d}")
        run.says("accepted", at=at + 4)
    run.facts.append(FaultOnFact(t=4_000_000, id="f1", fault="answer-lost"))
    run.facts.append(FaultOffFact(t=9_000_000, id="f1", fault="answer-lost"))
    return run.quiet(at=100, waited=60)


def generator(**changed):
    fields = {
        "t": 40_000_000, "share": 0, "of": 1, "plan_digest": "d", "planned": 20, "started": 20,
        "shed": 0, "missed": 0, "lateness_p99_ms": 1.0, "cpu_share": 0.1, **changed,
    }  # fmt: skip
    return GeneratorFact(**fields)


def made(folder, *, doubled=False, end=True, manifest=None, more=(), made_by=None):
    run = traffic(doubled=doubled)
    for name in ("harness", "load-0"):
        SegmentWriter(folder / "ledger", name).close()
    writer = SegmentWriter(folder / "ledger", "sim-w0")
    for fact in [*run.facts, made_by or generator(), *more]:
        writer.write(fact)
    if end:
        writer.close(delta_us=1000)
    fields = {
        "run": "r", "scenario": "steady", "question": "Is <b>all</b> well?", "scenario_text": "",
        "seed": 7, "plan_digest": "d", "sender": "me & co", "adapter": "python", "profile": "ci",
        "command": "windtunnel rehearse steady", "gates": list(GATES), "policy": run.policy,
        "exercises": ["R07"], "reports": ["outcome", "cause", "effect"], "gated": True,
        "planned": 20, "duration_us": 20_000_000, **(manifest or {}),
    }  # fmt: skip
    write_manifest(folder, Manifest(**fields))
    return folder


def test_a_good_run_is_kept(tmp_path):
    summary = build(made(tmp_path))
    assert (summary.headline, summary.exit_status, summary.valid) == ("KEPT", 0, True)


def test_a_doubled_message_is_told_as_a_story(tmp_path):
    summary = build(made(tmp_path, doubled=True))
    text = render_text(summary)
    assert (summary.headline, summary.exit_status) == ("BROKEN", 1)
    assert summary.counts["duplicated"] == 1
    assert "second copy" in text
    assert "answer was lost" in text


def test_without_a_gate_a_broken_run_exits_0(tmp_path):
    assert build(made(tmp_path, doubled=True), gated=False).exit_status == 0


@pytest.mark.parametrize(
    ("changed", "headline", "status"),
    [
        ({"end": False}, "INVALID", 3),
        ({"made_by": generator(share=1)}, "INVALID", 3),
        ({"made_by": generator(plan_digest="other")}, "INVALID", 3),
        ({"made_by": generator(missed=1)}, "INVALID", 3),
        ({"made_by": generator(planned=19)}, "INVALID", 3),
        ({"manifest": {"problems": ["the simulator is gone"]}}, "INVALID", 3),
        ({"manifest": {"interrupted": True}}, "INTERRUPTED", 130),
        ({"manifest": {"sender_crashed": "status 9"}}, "BROKEN", 1),
        ({"manifest": {"exercises": ["R01"]}}, "UNDECIDED", 4),
        ({"manifest": {"gates": ["p95(time_to_accepted) < 1ms"]}}, "FAILED", 1),
        ({"manifest": {"gates": ["p95(tme) < 1ms"]}}, "FAILED", 1),
    ],
)
def test_what_a_run_may_end_as(tmp_path, changed, headline, status):
    summary = build(made(tmp_path, **changed))
    assert (summary.headline, summary.exit_status) == (headline, status)
    assert summary.next_steps or headline in {"BROKEN", "INVALID"}


@pytest.mark.parametrize(
    "late", [generator(lateness_p99_ms=5000.0), generator(cpu_share=0.99)], ids=["late", "busy"]
)
def test_a_late_generator_blurs_latency_gates_and_nothing_else(tmp_path, late):
    gates = [*GATES, "p50(time_to_accepted) < 9s"]
    summary = build(made(tmp_path, made_by=late, manifest={"gates": gates}))
    assert [gate.word for gate in summary.gates] == [*["passed"] * 4, "undecided"]
    assert summary.valid


def test_what_passed_in_spite_of_a_late_generator_has_passed(tmp_path):
    late = generator(lateness_p99_ms=700.0)
    gates = ["p50(time_to_accepted) < 9s", "p50(time_to_accepted) < 1ms"]
    summary = build(made(tmp_path, made_by=late, manifest={"gates": gates}))
    assert [gate.word for gate in summary.gates] == ["passed", "undecided"]
    assert "passed all the same stand" in (tmp_path / "report.html").read_text()


def test_a_crash_that_was_noticed_excuses_the_open_segment(tmp_path):
    SegmentWriter(tmp_path / "ledger", "host").write(generator(share=0))
    crash = CrashFact(t=1, of="host", status=1)
    summary = build(made(tmp_path, more=[crash], manifest={"sender_crashed": "status 1"}))
    assert summary.instruments.ledger == ()
    assert summary.exit_status == 1


def test_junit_has_one_case_per_invariant_and_gate(tmp_path):
    build(made(tmp_path, doubled=True))
    suite = ET.parse(tmp_path / "junit.xml").getroot()[0]  # noqa: S314 - our own file
    own = 1  # the instruments
    assert int(suite.get("tests")) == len(suite) == len(INVARIANTS) + len(GATES) + own
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert "duplicated == 0" in failed
    assert any(name.startswith("R02") for name in failed)


def test_the_summary_file_says_the_same(tmp_path):
    summary = build(made(tmp_path))
    found = json.loads((tmp_path / "summary.json").read_bytes())
    assert found["schema"] == "windtunnel.summary/1"
    assert found == json.loads(msgspec.json.encode(summary))


def test_the_page_is_one_file_without_network_and_everything_is_escaped(tmp_path):
    build(made(tmp_path, doubled=True))
    page = (tmp_path / "report.html").read_text()
    HTMLParser().feed(page)
    assert "http://" not in page
    assert "https://" not in page
    assert "<b>all</b>" not in page
    assert "me &amp; co" in page
    assert len(page.encode()) < 300_000


def test_the_markdown_is_short_and_names_the_verdict(tmp_path):
    build(made(tmp_path, doubled=True))
    text = (tmp_path / "summary.md").read_text()
    assert text.startswith("# BROKEN: me & co in steady")
    assert len(text.encode()) < 100_000


def test_a_manifest_is_read_as_it_was_written(tmp_path):
    made(tmp_path)
    assert read_manifest(tmp_path).sender == "me & co"


def test_a_folder_that_holds_no_run(tmp_path):
    with pytest.raises(LedgerError, match="not the folder of a run"):
        build(tmp_path)
