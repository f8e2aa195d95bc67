"""Stretches of a run: when faults were on, when a number answered nothing but failures."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from math import ceil

import msgspec

from windtunnel.domain.facts import FaultOffFact, FaultOnFact
from windtunnel_reports.cases import Attempt, Cases

Stretch = tuple[int, int]
"""From (included) to (excluded), in µs."""


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """A number's longest row of failures: `until_t` is the next success or the last failure."""

    provider: str
    number: str
    from_t: int
    until_t: int
    attempts: tuple[Attempt, ...]
    is_over: bool


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch made one."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def holds(stretches: Sequence[Stretch], t: int) -> bool:
    """Return whether one of the merged stretches holds a time."""
    place = bisect_right(stretches, (t, t)) - 1
    near = stretches[max(0, place) : place + 2]
    return any(begin <= t < end for begin, end in near)


def fault_spells(cases: Cases, kinds: Collection[str] | None = None) -> list[Stretch]:
    """Return when faults (of these kinds) were on; one that never ended lasts to the end.

    An id may come again once its fault is over, so the n-th end is that of the n-th beginning.
    """
    ends: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for off in cases.of_kind(FaultOffFact):
        ends[off.fault, off.id].append(off.t)
    spells = []
    for on in cases.of_kind(FaultOnFact):
        if kinds is None or on.fault in kinds:
            its_ends = ends[on.fault, on.id]
            spells.append((on.t, its_ends.popleft() if its_ends else cases.last_t + 1))
    return merged(spells)


def outages(cases: Cases) -> list[Outage]:
    """Return each number's rows of failures, from the first failure to the next service.

    A limit and a permanent refusal are service: the provider is there, and says what it wants.
    What was accepted and not told to the sender is a failure to it.
    """
    rows: dict[tuple[str, str], list[Attempt]] = {}
    found = []
    for attempt in sorted(cases.attempts, key=lambda each: each.fact.t):
        key = (attempt.fact.provider, attempt.fact.number)
        if _is_service(attempt):
            failed = rows.pop(key, [])
            if failed:
                found.append(_outage(key, failed, attempt.fact.t))
        else:
            rows.setdefault(key, []).append(attempt)
    found += [_outage(key, failed, None) for key, failed in rows.items()]
    return sorted(found, key=lambda outage: (outage.from_t, outage.number))


def percentile(values: Sequence[int], share: float) -> int:
    """Return the value that this share of the values does not exceed (nearest rank)."""
    assert values, "a percentile of nothing"
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def _outage(key: tuple[str, str], failed: list[Attempt], success_t: int | None) -> Outage:
    return Outage(
        provider=key[0],
        number=key[1],
        from_t=failed[0].fact.t,
        until_t=failed[-1].fact.t if success_t is None else success_t,
        attempts=tuple(failed),
        is_over=success_t is not None,
    )


def _is_service(attempt: Attempt) -> bool:
    answer = attempt.answer
    if answer is None or not attempt.is_whole:
        return False
    return attempt.is_accepted or answer.limiter is not None or answer.cls == "permanent"
