"""A run whose simulator said nothing: nobody is accused by it, and nothing has passed."""

import pytest
from ledgers import Run

from windtunnel.runtime.segment import SegmentWriter
from windtunnel_reports.manifest import Manifest, write_manifest
from windtunnel_reports.report import build


@pytest.fixture
def blind(tmp_path):
    """The summary of a run with ten accepted messages, of which the simulator's words are lost."""
    run = Run(attempts=4, horizon_s=30.0, client_timeout_s=2.0)
    for intent in range(10):
        run.wants(intent, at=float(intent)).says("accepted", at=intent + 1.0)
    with_facts = SegmentWriter(tmp_path / "ledger", "harness")
    for fact in run.quiet(at=100, waited=60).facts:
        with_facts.write(fact)
    for writer in (with_facts, SegmentWriter(tmp_path / "ledger", "load-0")):
        writer.close(delta_us=1000)
    manifest = Manifest(
        run="r", scenario="steady", question="?", scenario_text="", seed=7, plan_digest="d",
        sender="me", adapter="python", profile="ci", command="windtunnel rehearse steady",
        gates=["invariants kept", "lost == 0", "duplicated == 0"], policy=run.policy,
        exercises=["R03"], reports=["outcome"], gated=True, planned=10, duration_us=20_000_000,
    )  # fmt: skip
    write_manifest(tmp_path, manifest)
    return build(tmp_path)


def test_nobody_is_accused(blind):
    assert (blind.headline, blind.exit_status) == ("INVALID", 3)
    assert {verdict.word for verdict in blind.verdicts} <= {"undecided", "untested"}
    assert (blind.stories, blind.root_causes) == ((), {})


def test_no_gate_has_passed_or_failed(blind):
    assert {gate.word for gate in blind.gates} == {"undecided"}
    assert "nothing of the simulator is in the ledger" in blind.gates[-1].why
