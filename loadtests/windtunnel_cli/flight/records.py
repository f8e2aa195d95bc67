"""What is written of a run beside its facts: the manifest, and the run fact."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from windtunnel import __version__
from windtunnel.domain.facts import RunFact
from windtunnel.providers import load_dialects
from windtunnel_cli.flight.folder import machine, versions
from windtunnel_load.adapters import SenderSpec
from windtunnel_load.rig.setup import Rig
from windtunnel_reports.manifest import Manifest
from windtunnel_scenarios import Plan
from windtunnel_verify.casting import profiles_said


def manifest_of(
    folder: Path, plan: Plan, sender: SenderSpec, *, gated: bool, command: str
) -> Manifest:
    """Return the manifest of a run that has not begun."""
    model = plan.scenario.model
    return Manifest(
        run=folder.name,
        scenario=plan.scenario.name,
        question=plan.scenario.question,
        scenario_text=plan.scenario.text,
        seed=plan.seed,
        plan_digest=plan.digest,
        sender=sender.name,
        adapter=sender.kind,
        command=command,
        profile=profiles_said(plan.world, load_dialects()),
        exercises=list(model.exercises),
        gates=list(model.gates),
        steady_state=list(model.steady_state),
        reports=list(sender.reports),
        gated=gated,
        planned=len(plan.intents),
        duration_us=plan.duration_us,
        warm_up_us=plan.warm_up_us,
        recover_us=plan.recover_us,
        drain_us=plan.drain_us,
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=versions(),
        machine=machine(),
    )


def run_fact(rig: Rig) -> RunFact:
    """Return the harness's first fact."""
    return RunFact(
        t=rig.clock.now_us(),
        versions={"windtunnel": __version__},
        seed=rig.plan.seed,
        mode="rehearse",
        scale=rig.clock.scale,
        sender=rig.sender.name,
        sender_digest=rig.digest,
        policy=msgspec.to_builtins(rig.policy),
        adapter=rig.sender.kind,
        reports=rig.sender.reports,
        profile=profiles_said(rig.plan.world, load_dialects()),
        scenario=rig.plan.scenario.name,
        plan_digest=rig.plan.digest,
        epoch_s=rig.plan.world.epoch_s,
        correlate=rig.sender.correlate,
        arming=rig.plan.arming.recipient if rig.sender.correlate == "recipient" else "",
    )
