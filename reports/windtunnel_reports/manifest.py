"""manifest.json: what a run was meant to be, and what the harness noticed."""

from pathlib import Path

import msgspec

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.policy import Policy

NAME = "manifest.json"


class Manifest(msgspec.Struct, kw_only=True):
    """One run. Times are harness µs; `problems` are instrument failures that the harness saw.

    `number_names` gives the scenario's name of each number's id, so that filters can say
    number=main. `expected_writers` must be found in the ledger, beside harness and simulator.
    """

    run: str
    scenario: str
    question: str
    scenario_text: str
    seed: int
    plan_digest: str
    sender: str
    adapter: str
    command: str
    profile: str
    exercises: list[str] = []
    gates: list[str] = []
    steady_state: list[str] = []
    policy: Policy = Policy(delivery="undeclared")
    reports: list[str] = []
    sender_digest: str = ""
    gated: bool = False
    planned: int = 0
    start_us: int = 0
    duration_us: int = 0
    warm_up_us: int = 0
    recover_us: int = 0
    drain_us: int = 0
    started_at: str = ""
    versions: dict[str, str] = {}
    machine: dict[str, str] = {}
    interrupted: bool = False
    sender_crashed: str = ""
    problems: list[str] = []
    simulator_timer_p99_ms: float = 0.0
    shares: int = 1
    expected_writers: list[str] = []
    number_names: dict[str, str] = {}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it whole: a reader never sees half of it."""
    part = folder / f"{NAME}.part"
    part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    part.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a run.

    Raises:
        LedgerError: there is none, so this is not the folder of a run.
    """
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise LedgerError(f"{folder}: not the folder of a run: {error}") from error
