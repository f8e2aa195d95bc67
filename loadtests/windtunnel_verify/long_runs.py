"""Schedules of many messages, for what only many messages show: jitter, budgets, isolation.

Each is named by the seeded bug that it is known to show; correct senders pass through all of them.
"""

from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope
from windtunnel_scenarios.listed import MARK
from windtunnel_verify.happenings import Consent
from windtunnel_verify.schedule import RECIPIENT, PlannedFault, Schedule, Wanted, order

S = 1_000_000
HOUR = 3600 * S


def every(span_us: int, gap_us: int) -> tuple[Wanted, ...]:
    """Return an order to somebody else every so often."""
    times = range(0, span_us, gap_us)
    return tuple(order(at, recipient=f"55119{n:08d}") for n, at in enumerate(times))


def trouble(
    kind: str, at_s: int, for_s: int, scope: Scope | None = None, **settings: float
) -> FaultSpec:
    """Return a fault that lasts."""
    return FaultSpec(
        kind=kind,
        at_us=at_s * S,
        for_us=for_s * S,
        scope=scope or Scope(),
        settings=dict(settings),
    )


LIMITED = tuple(order((30 + n) * S, recipient=f"55118{n:08d}") for n in range(40))

SALES_US = (23 * HOUR, 23 * HOUR + S, 25 * HOUR)

LONG_RUNS: dict[str, Schedule] = {
    "cap-by-calendar": Schedule(
        intents=tuple(
            Wanted(
                at_us=at_us,
                scope="marketing",
                template="spring_sale",
                lang="en",
                body=("Ada", MARK),
            )
            for at_us in SALES_US
        ),
        happenings=(Consent(recipient=RECIPIENT),),
    ),
    "pair-stops-all": Schedule(
        intents=(*LIMITED, *every(80 * S, 100_000)),
        faults=tuple(
            PlannedFault(intent=n, fault="answer-code", settings={"code": 131056})
            for n in range(len(LIMITED))
        ),
    ),
    "no-jitter": Schedule(
        intents=every(60, 1),
        timeline=(trouble("answer-code", 0, 1, code=131000),),
    ),
    "flat-backoff": Schedule(
        intents=every(80, 1),
        timeline=(trouble("answer-code", 0, 600, Scope(chance=0.95), code=131000),),
    ),
    "no-budget": Schedule(
        intents=every(60 * S, 200_000),
        timeline=(trouble("answer-code", 0, 100, Scope(chance=0.5), code=131000),),
    ),
    "no-breaker": Schedule(
        intents=every(400 * S, 500_000),
        timeline=(trouble("answer-code", 60, 240, code=131000),),
    ),
    "oldest-first": Schedule(
        intents=every(110 * S, 115_000),
        timeline=(trouble("answer-code", 30, 30, code=130429),),
        numbers=(NumberSpec(throughput_per_s=10.0),),
    ),
}
"""By the name of the seeded bug."""
