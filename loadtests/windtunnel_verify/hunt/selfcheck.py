"""The harness proves itself before it says anything of a sender.

A transport that loses a fact, a clock that leaks or a fold that never fires would otherwise be
told as the sender's fault, or worse, as nothing at all.
"""

from collections.abc import Callable, Iterator
from typing import Any

from windtunnel.domain.facts import EffectFact
from windtunnel_load.senders import blind_retry, reference
from windtunnel_load.senders.mutants import drops_limited
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_verify.errors import VirtualError
from windtunnel_verify.hunt.probe import CLOCKS, Probe
from windtunnel_verify.run import Ran, run_schedule
from windtunnel_verify.schedule import PlannedFault, Schedule, order


def _lost(intent: int) -> PlannedFault:
    return PlannedFault(intent=intent, fault="wire", settings={"after": "reset"})


_TWO = tuple(order(place * 250_000, recipient=f"551199999000{place}") for place in (1, 2))
_LIMITED = PlannedFault(intent=0, fault="answer-code", settings={"code": 130429})
KNOWN = Schedule(intents=_TWO, faults=(_LIMITED, _lost(1)))
LOST = Schedule(
    intents=tuple(order(place * 1_000_000) for place in range(6)),
    faults=tuple(_lost(place) for place in range(6)),
)
"""Some webhooks come before the second attempt and prevent it; all of them never do."""

DROPPED = Schedule(intents=_TWO[:1], faults=(_LIMITED,))
DOUBLED = {"R01", "R02"}
_OF_SENDER = {"intent": 2, "promise": 2, "seen": 4, "outcome": 4, "effect": 6}
_OF_PROVIDER = {"attempt": 3, "answer": 3, "reply_end": 3, "handset": 2, "status": 6, "push": 6}
DUE = _OF_SENDER | _OF_PROVIDER
"""How many facts of each kind a right sender leaves of what is known."""


def self_check() -> tuple[str, ...]:
    """Return what is wrong with the harness: nothing where all is well."""
    try:
        first, again = (run_schedule(reference.create, KNOWN) for _ in range(2))
        blind = run_schedule(blind_retry.create, LOST)
        drops = run_schedule(drops_limited.create, DROPPED)
        probes = [run_schedule(Probe, DROPPED) for _ in range(2)]
    except VirtualError as error:
        return (f"a sender that is known to be right cannot be run: {error}",)
    faults = (*_ledger_faults(first, again), *_judge_faults(first, blind, drops))
    return (*faults, *_clock_faults(*probes))


def is_repeatable(create: Callable[..., Any], schedule: Schedule, seed: int) -> bool:
    """Return whether two runs of a schedule leave the same ledger."""
    first, again = (run_schedule(create, schedule, seed).digest for _ in range(2))
    return first == again


def reference_is_repeatable(schedule: Schedule, seed: int) -> bool:
    """Return whether the reference sender leaves the same ledger in two runs of a schedule."""
    return is_repeatable(reference.create, schedule, seed)


def _ledger_faults(first: Ran, again: Ran) -> Iterator[str]:
    if first.digest != again.digest:
        yield "two runs of the same sender and seed left different ledgers"
    facts = first.ledger.facts()
    if [fact.seq for fact in sorted(facts, key=lambda fact: fact.seq)] != list(range(len(facts))):
        yield "the ledger has a gap: a fact was lost"
    for kind, due in DUE.items():
        count = sum(fact.__struct_config__.tag == kind for fact in facts)
        if count != due:
            yield f"{count} facts of kind {kind} where {due} are due"


def _judge_faults(first: Ran, blind: Ran, drops: Ran) -> Iterator[str]:
    judged = {verdict.id for verdict in first.judgement.verdicts}
    if judged != set(INVARIANTS):
        yield f"no verdict of {', '.join(sorted(set(INVARIANTS) - judged))}"
    if first.broken or first.findings:
        yield f"a sender that is known to be right broke {', '.join(first.broken) or 'something'}"
    if not DOUBLED & set(blind.broken):
        yield "a sender that is known to send twice was not found out"
    if "R03" not in drops.broken:
        yield "a sender that is known to drop a message was not found out"


def _clock_faults(first: Ran, again: Ran) -> Iterator[str]:
    if first.digest != again.digest:
        yield "real time or real chance gets into a run: two runs of one seed show others"
    told = {f.event: f.state for f in first.ledger.facts() if isinstance(f, EffectFact)}
    wrong = [name for name in CLOCKS if told.get(name) != "right"]
    if wrong:
        yield f"the clock leaks: {', '.join(wrong)} did not move as virtual time did"
