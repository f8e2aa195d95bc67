"""Metrics: one row per wanted message, and everything that gates and pages ask of the rows.

A message without the event counts as +∞. Shed arrivals are rows too: they were wanted and not
sent. Latencies are in seconds, measured from the planned time; what only the settling at the
run's end brought counts for no latency and stands on the pages as "on its way".
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from windtunnel.domain.facts import IntentFact, ShedFact, StatusFact
from windtunnel_reports.carriers import Carriers
from windtunnel_reports.cases import Case, Cases
from windtunnel_reports.ends import End, end_of, fail_code_of, is_late, is_refusal


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One wanted message. Latencies in s, math.inf where the event never came.

    `t` is the planned time in s of harness time. `provider` is the one that carried it; where none
    did, the last that was asked, or else that of its number. `online` says that the handset was
    online when the message was handed over. `fail_code` is the code of its failure, 0 where there
    is none; `reachable` is false where the failure lies with the recipient (not on WhatsApp).
    """

    t: float
    flow: str
    country: str
    number: str
    template: str
    provider: str = ""
    end: End
    lateness: float = math.inf
    service: float = math.inf
    response: float = math.inf
    pipeline: float = math.inf
    accepted: float = math.inf
    handed_over: float = math.inf
    delivered: float = math.inf
    online: bool = False
    fail_code: int = 0
    copies: int = 0
    wrong_recipient: int = 0
    late: bool = False
    refusals: int = 0
    reachable: bool = True

    @property
    def is_shed(self) -> bool:
        """True where the in-flight cap kept it from the sender."""
        return self.end == "shed"


LATENCIES: dict[str, str] = {
    "lateness": "lateness",
    "response": "response",
    "service": "service",
    "pipeline": "pipeline",
    "time_to_accepted": "accepted",
    "time_to_handed_over": "handed_over",
    "time_to_delivered": "delivered",
}
"""Metric → the row's field."""

WEBHOOK_ACK = "webhook_ack"

OFFERED_ONLY = frozenset({"lateness", "service"})
"""Latencies of what was given to the sender; a shed message has none."""

ONLINE_ONLY = frozenset({"time_to_delivered"})
"""Latencies of messages whose handset was online at hand-over; no sender can help the others."""

REACHABLE_ONLY = frozenset({"time_to_handed_over"})
"""Latencies that leave out recipients who cannot be reached: no sender could hand those over."""

SHARES: dict[str, Callable[[Row], bool]] = {
    "accepted": lambda row: row.accepted < math.inf,
    "handed_over": lambda row: row.handed_over < math.inf,
    "read": lambda row: row.end == "read",
    "failed": lambda row: row.end == "failed",
    "shed": lambda row: row.is_shed,
}
"""Shares of all wanted messages."""

WITHIN: dict[str, str] = {
    "accepted_within": "time_to_accepted",
    "handed_over_within": "time_to_handed_over",
    "delivered_within": "time_to_delivered",
}
"""Shares that need a time; `delivered_within` covers what time_to_delivered covers."""

COUNTS: dict[str, Callable[[Row], int]] = {
    "duplicated": lambda row: max(0, row.copies - 1),
    "late": lambda row: int(row.late),
    "wrong_recipient": lambda row: row.wrong_recipient,
    "shed": lambda row: int(row.is_shed),
    "refused": lambda row: row.refusals,
    "failed": lambda row: int(row.end == "failed"),
}
"""Counts by message, which a filter can narrow."""

JUDGED_COUNTS = ("lost", "unknown", "intents", "attempts")
"""Counts of the judge, for the whole run."""

FILTERS = ("flow", "country", "number", "template", "provider")


class Ack(msgspec.Struct, frozen=True, gc=False):
    """One try at a webhook delivery: its end in µs, and how long it took in s (+∞: no answer)."""

    t_us: int
    s: float


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a run in order of time, the webhook deliveries, and the judge's counts."""

    rows: tuple[Row, ...]
    acks: tuple[Ack, ...]
    counts: dict[str, int]

    def select(self, chosen: Mapping[str, str]) -> list[Row]:
        """Return the rows in which every chosen field has its value."""
        if not chosen:
            return list(self.rows)
        return [row for row in self.rows if all(getattr(row, k) == v for k, v in chosen.items())]

    def found(self, name: str) -> list[str]:
        """Return every value that a filter of this name could choose."""
        return sorted({getattr(row, name) for row in self.rows})

    def values(self, metric: str, chosen: Mapping[str, str]) -> list[float]:
        """Return a latency's values in s, sorted."""
        if metric == WEBHOOK_ACK:
            return sorted(ack.s for ack in self.acks)
        return latencies(self.select(chosen), metric)

    def share(
        self, name: str, chosen: Mapping[str, str], within_s: float | None
    ) -> tuple[int, int]:
        """Return (how many, of how many)."""
        rows = self.select(chosen)
        if name in WITHIN:
            assert within_s is not None, f"{name} needs a time"
            metric = WITHIN[name]
            covered = [row for row in rows if row.online or metric not in ONLINE_ONLY]
            field = LATENCIES[metric]
            return sum(getattr(row, field) <= within_s for row in covered), len(covered)
        return sum(map(SHARES[name], rows)), len(rows)

    def count(self, name: str, chosen: Mapping[str, str]) -> int:
        """Return a count; without a filter it is the judge's own, where it has one."""
        if not chosen and name in self.counts:
            return self.counts[name]
        return sum(map(COUNTS[name], self.select(chosen)))


def latencies(rows: Iterable[Row], metric: str) -> list[float]:
    """Return a latency's values over some rows in s, sorted, +∞ where the event never came."""
    if metric in ONLINE_ONLY:
        rows = (row for row in rows if row.online)
    if metric in REACHABLE_ONLY:
        rows = (row for row in rows if row.reachable)
    if metric in OFFERED_ONLY:
        rows = (row for row in rows if not row.is_shed)
    field = LATENCIES[metric]
    return sorted(getattr(row, field) for row in rows)


def measure(
    cases: Cases,
    acks: Sequence[Ack],
    counts: dict[str, int],
    *,
    number_names: Mapping[str, str] | None = None,
) -> Metrics:
    """Return the metrics of a ledger that was read into cases.

    Args:
        cases: every case of the ledger.
        acks: every try at a webhook delivery.
        counts: the judge's exact counts.
        number_names: the scenario's name of each number's id, for filters and tables.
    """
    names, carriers = number_names or {}, Carriers(cases)
    rows = [
        _row(cases, case, case.intent, (carriers, names))
        for case in cases.by_index.values()
        if case.intent is not None
    ]
    rows += [_shed(fact, carriers, names) for fact in cases.shed]
    rows.sort(key=lambda row: row.t)
    return Metrics(rows=tuple(rows), acks=tuple(acks), counts=counts)


def _shed(fact: ShedFact, carriers: Carriers, names: Mapping[str, str]) -> Row:
    return Row(
        t=fact.intended_t / 1e6,
        flow=fact.flow,
        country=fact.country,
        number=names.get(fact.number, fact.number),
        template=fact.template or "",
        provider=carriers.of_number(fact.number),
        end="shed",
    )


def _row(
    cases: Cases, case: Case, intent: IntentFact, known: tuple[Carriers, Mapping[str, str]]
) -> Row:
    carriers, names = known
    wanted = intent.intended_t
    promise = case.promise
    accepted = case.accepted
    sent = [status for status in case.statuses if status.status == "sent"]
    rows = case.rows

    def since(t: int | None) -> float:
        return math.inf if t is None else (t - wanted) / 1e6

    return Row(
        t=wanted / 1e6,
        flow=intent.flow,
        country=intent.country,
        number=names.get(intent.number, intent.number),
        template=intent.template or "",
        provider=carriers.of_case(case, intent.number),
        end=end_of(case, has_settled=bool(cases.quiet) and cases.quiet[-1].step == "settled"),
        lateness=since(intent.t),
        service=math.inf if promise is None or promise.http is None else promise.ms / 1000,
        response=since(promise.t if promise is not None and promise.http is not None else None),
        pipeline=since(case.attempts[0].fact.t if case.attempts else None),
        accepted=since(accepted[0].fact.t if accepted else None),
        handed_over=since(min((s.status_t for s in sent if not s.settled), default=None)),
        delivered=since(min((row.t for row in rows if not row.settled), default=None)),
        online=any(status.handset_online for status in sent),
        fail_code=fail_code_of(case),
        copies=len(rows),
        wrong_recipient=sum(row.recipient != intent.recipient for row in rows),
        late=is_late(case),
        refusals=sum(is_refusal(attempt) for attempt in case.attempts),
        reachable=not any(_is_recipients(cases, s) for s in case.statuses),
    )


def _is_recipients(cases: Cases, status: StatusFact) -> bool:
    """Say whether a failure lies with the recipient, by the ledger's own catalogs."""
    if status.status != "failed" or status.code is None:
        return False
    codes = (catalog.codes.get(status.code) for catalog in cases.catalogs.values())
    return any(code is not None and code.cause == "recipient" for code in codes)
