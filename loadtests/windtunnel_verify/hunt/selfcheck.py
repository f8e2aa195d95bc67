"""The harness proves itself before it says anything of a sender.

A transport that loses a fact, a clock that leaks or a fold that never fires would otherwise be
told as the sender's fault, or worse, as nothing at all.
"""

from collections.abc import Callable, Iterator
from typing import Any

from windtunnel_load.senders import blind_retry, reference
from windtunnel_verify.errors import VirtualError
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

DOUBLED = {"R01", "R02"}
DUE = {"intent": 2, "attempt": 3, "answer": 3, "reply_end": 3, "handset": 2}
"""How many facts of some kinds a right sender leaves of it."""


def self_check() -> tuple[str, ...]:
    """Return what is wrong with the harness: nothing where all is well."""
    try:
        first, again = (run_schedule(reference.create, KNOWN) for _ in range(2))
        blind = run_schedule(blind_retry.create, LOST)
    except VirtualError as error:
        return (f"a sender that is known to be right cannot be run: {error}",)
    return tuple(_faults_of(first, again, blind))


def is_repeatable(create: Callable[..., Any], schedule: Schedule, seed: int) -> bool:
    """Return whether two runs of a schedule leave the same ledger."""
    first, again = (run_schedule(create, schedule, seed).digest for _ in range(2))
    return first == again


def reference_is_repeatable(schedule: Schedule, seed: int) -> bool:
    """Return whether the reference sender leaves the same ledger in two runs of a schedule."""
    return is_repeatable(reference.create, schedule, seed)


def _faults_of(first: Ran, again: Ran, blind: Ran) -> Iterator[str]:
    if first.digest != again.digest:
        yield "two runs of the same sender and seed left different ledgers"
    facts = first.ledger.facts()
    if [fact.seq for fact in sorted(facts, key=lambda fact: fact.seq)] != list(range(len(facts))):
        yield "the ledger has a gap: a fact was lost"
    for kind, due in DUE.items():
        count = sum(fact.__struct_config__.tag == kind for fact in facts)
        if count != due:
            yield f"{count} facts of kind {kind} where {due} are due"
    if first.broken or first.findings:
        yield f"a sender that is known to be right broke {', '.join(first.broken) or 'something'}"
    if not DOUBLED & set(blind.broken):
        yield "a sender that is known to send twice was not found out"
