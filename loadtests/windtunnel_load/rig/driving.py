"""What a rig lets the load generator ask: whom, how, and what it is told."""

from pathlib import Path
from typing import TYPE_CHECKING

from windtunnel.domain.sender import Intent
from windtunnel_load.adapters.direct import DIRECT
from windtunnel_load.adapters.render import render_host, render_service
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.drive import DriveConfig, TargetConfig
from windtunnel_scenarios import Scenario

if TYPE_CHECKING:
    from windtunnel_load.rig.setup import Rig


def target_of(rig: "Rig") -> TargetConfig:
    """Return whom the load generator asks."""
    if rig.host is not None:
        return TargetConfig(kind="host", url=rig.host.url)
    if rig.service is not None:
        assert rig.sender.service is not None, "an http sender has its file"
        return TargetConfig(
            kind="http",
            url=rig.service.url,
            file=str(Path(rig.sender.service.path).resolve()),
            places=rig.service.places,
        )
    provider = rig.sender.target
    return TargetConfig(kind="direct", url=rig.credentials[provider].base_url, provider=provider)


def drive_of(rig: "Rig", start_us: int) -> DriveConfig:
    """Return what the load process is told."""
    return DriveConfig(
        scenario=_absolute(rig.plan.scenario),
        seed=rig.plan.seed,
        plan_digest=rig.plan.digest,
        start_us=start_us,
        m0_ns=rig.clock.m0_ns,
        scale=rig.clock.scale,
        target=target_of(rig),
        ledger=str(rig.ledger),
        progress=str(rig.folder / "work" / "progress.json"),
        number_ids={
            name: number
            for given in rig.credentials.values()
            for name, number in given.numbers.items()
        },
        credentials=rig.credentials if rig.sender.kind == "direct" else {},
        apart_us=rig.plan.apart_us,
        cast=rig.plan.cast,
    )


def request_of(rig: "Rig", intent: Intent) -> Rendered:
    """Return the request that asks the sender for an intent."""
    if rig.host is not None:
        return render_host(intent)
    if rig.service is not None and rig.sender.service is not None:
        return render_service(intent, rig.sender.service.model.request, rig.service.places)
    provider = rig.sender.target
    return DIRECT[provider](intent, rig.credentials[provider])


def _absolute(scenario: Scenario) -> str:
    """Return what names a scenario in every folder: the load process works in its own."""
    path = Path(scenario.source)
    return str(path.resolve()) if path.is_file() else scenario.name
