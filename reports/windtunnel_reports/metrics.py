"""Metrics: one row per intent, and everything that gates and pages ask of the rows.

A message without the event counts as +∞. Shed arrivals are rows too: they were wanted and not
sent. Latencies in seconds, all measured from the planned time.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from windtunnel.domain.facts import IntentFact
from windtunnel_reports.cases import Case, Cases
from windtunnel_reports.manifest import Manifest


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One wanted message. Latencies in s, math.inf where the event never came."""

    t: float
    flow: str
    country: str
    number: str
    template: str
    shed: bool = False
    lateness: float = math.inf
    service: float = math.inf
    response: float = math.inf
    pipeline: float = math.inf
    accepted: float = math.inf
    handed_over: float = math.inf
    delivered: float = math.inf
    online: bool = False
    state: str = ""
    fail_code: int = 0


LATENCIES: dict[str, str] = {
    "lateness": "lateness",
    "response": "response",
    "service": "service",
    "pipeline": "pipeline",
    "time_to_accepted": "accepted",
    "time_to_handed_over": "handed_over",
    "time_to_delivered": "delivered",
}
"""Metric name → the row's field. time_to_delivered covers handsets that were online only."""

FILTERS = ("flow", "country", "number", "template")
COUNTS = (
    "lost",
    "duplicated",
    "late",
    "wrong_recipient",
    "shed",
    "unknown",
    "intents",
    "attempts",
)


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a run, the webhook acknowledgements (s), and exact counts."""

    rows: tuple[Row, ...]
    webhook_ack: tuple[float, ...]
    counts: dict[str, int]

    def select(self, chosen: dict[str, str]) -> list[Row]:
        """Return the rows in which every chosen field has its value."""
        return [row for row in self.rows if all(getattr(row, k) == v for k, v in chosen.items())]

    def values(self, metric: str, chosen: dict[str, str]) -> list[float]:
        """Return a latency's values, sorted; shed ones count as +∞."""
        if metric == "webhook_ack":
            return sorted(self.webhook_ack)
        rows = self.select(chosen)
        if metric == "time_to_delivered":
            rows = [row for row in rows if row.online]
        field = LATENCIES[metric]
        return sorted(getattr(row, field) for row in rows)


def measure(cases: Cases, acks: Iterable[float], counts: dict[str, int]) -> Metrics:
    """Return the metrics of a ledger that was read into cases."""
    rows = [_row(case, case.intent) for _, case in sorted(cases.by_index.items()) if case.intent]
    rows += [
        Row(
            t=fact.intended_t / 1e6,
            flow=fact.flow,
            country=fact.country,
            number=fact.number,
            template=fact.template or "",
            shed=True,
            state="shed",
        )
        for fact in cases.shed
    ]
    rows.sort(key=lambda row: row.t)
    return Metrics(rows=tuple(rows), webhook_ack=tuple(acks), counts=counts)


def _row(case: Case, intent: IntentFact) -> Row:
    wanted = intent.intended_t
    promise = case.promise
    accepted = case.accepted
    sent = [s for s in case.statuses if s.status == "sent"]
    live = [row for row in case.handsets if not row.settled]
    failed = [s for s in case.statuses if s.status == "failed"]

    def since(t: int | None) -> float:
        return math.inf if t is None else (t - wanted) / 1e6

    return Row(
        t=wanted / 1e6,
        flow=intent.flow,
        country=intent.country,
        number=intent.number,
        template=intent.template or "",
        lateness=since(intent.t),
        service=math.inf if promise is None else promise.ms / 1000,
        response=since(promise.t if promise is not None else None),
        pipeline=since(case.attempts[0].fact.t if case.attempts else None),
        accepted=since(accepted[0].fact.t if accepted else None),
        handed_over=since(min((s.status_t for s in sent if not s.settled), default=None)),
        delivered=since(min((row.t for row in live), default=None)),
        online=any(s.handset_online for s in sent),
        state=_state(case, failed=bool(failed)),
        fail_code=_fail_code(case, failed[0].code if failed else None),
    )


def _state(case: Case, *, failed: bool) -> str:
    if case.rows:
        if any(status.status == "read" for status in case.statuses):
            return "read"
        return "arrived"
    if failed:
        return "failed"
    if case.accepted:
        return "on its way" if any(s.status == "sent" for s in case.statuses) else "accepted"
    return "refused" if case.attempts else "never sent"


def _fail_code(case: Case, failed: int | None) -> int:
    if failed is not None:
        return failed
    last = case.attempts[-1].answer if case.attempts and not case.accepted else None
    return last.code if last is not None else 0


def funnel(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, dict[str, int]]:
    """Return counts by group: wanted, accepted, handed over, arrived, read, failed, shed."""
    groups: dict[str, Counter[str]] = {}
    for row in rows:
        found = groups.setdefault(key(row), Counter())
        found["wanted"] += 1
        found["accepted"] += row.accepted < math.inf
        found["handed over"] += row.handed_over < math.inf
        found["arrived"] += row.state in {"arrived", "read"}
        found["read"] += row.state == "read"
        found["failed"] += row.state in {"failed", "refused"}
        found["shed"] += row.shed
    return {name: dict(found) for name, found in sorted(groups.items())}


def steady(metrics: Metrics, manifest: Manifest, spells: list[tuple[int, int]]) -> Metrics:
    """Return the metrics of the windows without a fault.

    These are [warm-up end, first fault) and [last heal + recover, end of traffic).
    """
    begin = manifest.start_us + manifest.warm_up_us
    end = manifest.start_us + manifest.duration_us
    first = min((on for on, _ in spells), default=end)
    after = max((off for _, off in spells), default=end) + manifest.recover_us
    rows = tuple(
        row
        for row in metrics.rows
        if begin <= row.t * 1e6 < min(first, end) or after <= row.t * 1e6 < end
    )
    return msgspec.structs.replace(metrics, rows=rows)
