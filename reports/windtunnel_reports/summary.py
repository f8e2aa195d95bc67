"""summary.json: everything that a report shows, recomputed from the ledger. See docs/summary.md."""

import msgspec

from windtunnel.domain.verdict import Story, Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.instruments import Instruments
from windtunnel_reports.manifest import Manifest

SCHEMA = "windtunnel.summary/1"


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """A fault's time, in s from the start of the traffic."""

    fault: str
    from_s: float
    to_s: float


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """One second of the traffic: how many, and the p95 of time to accepted (s, None: none)."""

    s: int
    wanted: int
    accepted: int
    refused: int
    handed_over: int
    p95_accepted_s: float | None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The whole result of a run."""

    schema: str = SCHEMA
    headline: str
    explanation: str
    next_steps: tuple[str, ...]
    exit_status: int
    valid: bool
    gated: bool
    manifest: Manifest
    verdicts: tuple[Verdict, ...]
    gates: tuple[GateResult, ...]
    stories: tuple[Story, ...]
    root_causes: dict[str, int]
    counts: dict[str, int]
    latencies: dict[str, dict[str, float | None]]
    funnel: dict[str, dict[str, dict[str, int]]]
    failures: dict[str, int]
    matrix: dict[str, dict[str, int]]
    seconds: tuple[Second, ...]
    spells: tuple[Spell, ...]
    instruments: Instruments
    cost_micro: int = 0
    currency: str = "USD"
    facts: int = 0
    delta_us: int = 0
