"""summary.json: everything that a report shows; each key is documented in docs/summary.md."""

import msgspec

from windtunnel.domain.verdict import Story, Verdict
from windtunnel_reports.funnel import Group
from windtunnel_reports.gates import GateResult
from windtunnel_reports.instruments import Instruments
from windtunnel_reports.manifest import Manifest
from windtunnel_reports.series import Second

SCHEMA = "windtunnel.summary/1"


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """A fault's time, in s from the start of the traffic."""

    fault: str
    from_s: float
    to_s: float
    id: str = ""
    target: str = ""
    why: str = ""


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """One latency over the whole run, in s; None: never. `missing` events count as never."""

    count: int
    missing: int
    p50: float | None
    p90: float | None
    p95: float | None
    p99: float | None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's code with which messages ended, and how many."""

    code: int
    title: str
    count: int


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
    steady_state: tuple[GateResult, ...] = ()
    stories: tuple[Story, ...]
    root_causes: dict[str, int]
    counts: dict[str, int]
    latencies: dict[str, Latency]
    funnel: dict[str, tuple[Group, ...]]
    failures: tuple[Failure, ...]
    matrix: dict[str, dict[str, int]]
    step_s: int = 1
    seconds: tuple[Second, ...]
    spells: tuple[Spell, ...]
    instruments: Instruments
    cost_micro: int = 0
    currency: str = "USD"
    providers: tuple[str, ...] = ()
    facts: int = 0
    delta_us: int = 0
