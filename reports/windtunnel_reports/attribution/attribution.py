"""Facts on their way to the judge: each call is given the marker of the intent that it is of.

The ledger itself is left as the edge wrote it. What cannot be told for certain is kept beside the
facts, so that a verdict over it is undecided and never a guess.
"""

from collections.abc import Iterable, Iterator

import msgspec

from windtunnel.domain.facts import AnyFact, AttemptFact, RunFact
from windtunnel.domain.marker import ARMING_INDEX, find_marker, marker_of
from windtunnel.domain.people import person_of
from windtunnel_reports.attribution.by_recipient import ByRecipient
from windtunnel_reports.attribution.groups import Group

ARMING = marker_of(ARMING_INDEX)

__all__ = ["Attribution", "Group"]


class Attribution:
    """What could be told of a run's calls, and what could not.

    `groups` are messages of one recipient and template that were open at the same time, `unsure`
    says of a message why a finding about it would be a guess, `astray` says what may have gone to
    the wrong person.
    """

    def __init__(self) -> None:
        self.groups: tuple[Group, ...] = ()
        self.unsure: dict[int, str] = {}
        self.astray: tuple[str, ...] = ()

    def follow(self, facts: Iterable[AnyFact]) -> Iterator[AnyFact]:
        """Yield the facts, each attempt under its intent's marker."""
        rest = iter(facts)
        for fact in rest:
            yield fact
            if isinstance(fact, RunFact):
                yield from self._rest(fact, rest)

    def _rest(self, run: RunFact, rest: Iterator[AnyFact]) -> Iterator[AnyFact]:
        if run.correlate == "opaque":
            return (_by_opaque(fact) for fact in rest)
        if run.correlate == "recipient":
            return self._by_recipient(run, rest)
        return rest

    def _by_recipient(self, run: RunFact, rest: Iterator[AnyFact]) -> Iterator[AnyFact]:
        """Yield all facts once they are all known: whose a call is may show later."""
        facts = [_armed(fact, run.arming) for fact in rest]
        horizon_s = run.policy.get("horizon_s")
        told = ByRecipient(
            facts, horizon_s=horizon_s if isinstance(horizon_s, int | float) else None
        )
        self.groups = tuple(told.groups)
        self.unsure = told.unsure
        self.astray = tuple(told.astray)
        for fact in facts:
            index = told.owner.get(fact.attempt) if isinstance(fact, AttemptFact) else None
            yield fact if index is None else _named(fact, marker_of(index))


def is_arming(fact: AttemptFact, recipient: str) -> bool:
    """Say whether a call is of the arming message; `recipient` is "" where its marker tells."""
    if recipient and fact.recipient:
        return person_of(fact.recipient) == person_of(recipient)
    return fact.marker == ARMING


def _armed(fact: AnyFact, recipient: str) -> AnyFact:
    if isinstance(fact, AttemptFact) and is_arming(fact, recipient):
        return _named(fact, ARMING)
    return fact


def _by_opaque(fact: AnyFact) -> AnyFact:
    if not isinstance(fact, AttemptFact):
        return fact
    return _named(fact, find_marker((fact.opaque or "").encode()))


def _named(fact: AnyFact, marker: str | None) -> AnyFact:
    return msgspec.structs.replace(fact, marker=marker)
