"""Facts of the run itself: who, when, what disturbed it, how it ended."""

from typing import Literal

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.facts.base import Fact


class RunFact(Fact, tag="run"):
    """The run itself, written by the harness before anything else.

    `epoch_s` is the Unix second at harness time 0. `correlate` says how the judge finds out whose
    a call is: by its marker, by the marker in its opaque data alone, or by recipient and template;
    then `arming` is the recipient of the arming message.
    """

    versions: dict[str, str]
    seed: int
    mode: Literal["rehearse", "verify", "serve"]
    scale: float
    sender: str
    sender_digest: str = ""
    policy: dict[str, object] = {}
    adapter: str = ""
    reports: tuple[str, ...] = ()
    profile: str = ""
    scenario: str = ""
    plan_digest: str = ""
    epoch_s: int = 0
    correlate: Literal["marker", "recipient", "opaque"] = "marker"
    arming: str = ""


class CatalogFact(Fact, tag="catalog"):
    """One provider's catalog, the simulator's first fact."""

    catalog: Catalog


class ClockFact(Fact, tag="clock"):
    """The world's clock was scaled or moved; with `of`, that one's wall clock was set."""

    scale: float
    moved_us: int = 0
    of: str = ""


class CrashFact(Fact, tag="crash"):
    """A process ended by itself; `of` is its writer, `expected` where a test killed it."""

    of: str
    status: int | None = None
    expected: bool = False


class RestartFact(Fact, tag="restart"):
    """A process came back on the same store."""

    of: str


class QuietFact(Fact, tag="quiet"):
    """A step of the end: "drained" before the settle, "settled" after it."""

    step: Literal["drained", "settled", "drain_timeout"]
    waited_ms: int = 0


class GeneratorFact(Fact, tag="generator"):
    """What the load generator says of itself at its end; lateness in ms."""

    share: int
    of: int
    plan_digest: str
    planned: int
    started: int
    shed: int
    missed: int
    lateness_p99_ms: float
    cpu_share: float


class EndFact(Fact, tag="end"):
    """The segment is whole: it held `count` facts before this one, with this digest of lines."""

    count: int
    digest: str
    delta_us: int | None = None


class FaultOnFact(Fact, tag="fault_on"):
    """A fault began."""

    id: str
    fault: str
    target: str = ""
    until_t: int | None = None


class FaultOffFact(Fact, tag="fault_off"):
    """A fault ended: time to live, count used up, cleared, healed, or its attempts went by."""

    id: str
    fault: str
    why: Literal["ttl", "used_up", "cleared", "healed", "missed"] = "ttl"


class HealFact(Fact, tag="heal"):
    """All faults ended."""
