"""A crash at every step: the first life ends before step 1, 2, 3, ... until one comes through.

A step is one callback of the sender's process, so every await at which it gives way is a place to
crash at. A crash is not a cancellation: nothing of the dead process runs, not even a `finally`.
"""

import msgspec

from windtunnel.domain.facts import HandsetFact, IntentFact, OutcomeFact
from windtunnel_verify.errors import VirtualError
from windtunnel_verify.life import Factory
from windtunnel_verify.run import Ran, run_schedule
from windtunnel_verify.schedule import Crash, Schedule

STEPS_MAX = 20_000
"""A sweep runs the schedule once for each step; beyond this take fewer messages."""

RESTART_AFTER_US = 1_000_000
_TOLD_WITHOUT_DELIVERY = frozenset({"failed", "expired", "cancelled", "unknown"})


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """What a crash before one step led to, in messages, and what the judge says of it."""

    step: int
    digest: str
    duplicated: int
    lost: int
    unknown: int
    broken: tuple[str, ...]
    findings: tuple[str, ...]


def sweep(
    create: Factory | str,
    schedule: Schedule,
    seed: int = 0,
    *,
    restart_after_us: int = RESTART_AFTER_US,
    steps_max: int = STEPS_MAX,
) -> tuple[Point, ...]:
    """Crash a sender at each of its steps in turn; return one point for each.

    Raises:
        VirtualError: more steps than `steps_max`; or see `run_schedule`.
        ConfigError: see `run_schedule`.
    """
    points: list[Point] = []
    for step in range(1, steps_max + 1):
        crash = Crash(step=step, restart_after_us=restart_after_us)
        ran = run_schedule(create, msgspec.structs.replace(schedule, crash=crash), seed)
        if not ran.crashed:
            return tuple(points)
        points.append(_point(step, ran))
    raise VirtualError(f"the sender takes more than {steps_max} steps; sweep a shorter schedule")


def _point(step: int, ran: Ran) -> Point:
    copies: dict[str, set[str]] = {}
    told: dict[int, str] = {}
    markers: dict[int, str] = {}
    for fact in ran.ledger.facts():
        if isinstance(fact, IntentFact):
            markers[fact.intent] = fact.marker
        elif isinstance(fact, HandsetFact) and fact.marker is not None:
            copies.setdefault(fact.marker, set()).add(fact.message)
        elif isinstance(fact, OutcomeFact):
            told[fact.intent] = fact.state
    counts = {index: len(copies.get(marker, ())) for index, marker in markers.items()}
    return Point(
        step=step,
        digest=ran.digest,
        duplicated=sum(max(0, count - 1) for count in counts.values()),
        lost=sum(
            count == 0 and told.get(index) not in _TOLD_WITHOUT_DELIVERY
            for index, count in counts.items()
        ),
        unknown=sum(told.get(index) == "unknown" for index in counts),
        broken=ran.broken,
        findings=ran.findings,
    )
