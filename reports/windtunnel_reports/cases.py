"""A ledger as cases, one per intent, ready to be judged."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.facts import (
    AnswerFact,
    AnyFact,
    AttemptFact,
    CatalogFact,
    ConsentFact,
    CrashFact,
    EffectFact,
    Fact,
    FaultOffFact,
    FaultOnFact,
    HandsetFact,
    HealFact,
    InboundFact,
    IntentFact,
    NumberChangedFact,
    NumberStateFact,
    OptInFact,
    OptOutFact,
    OutcomeFact,
    PromiseFact,
    PushDroppedFact,
    PushFact,
    QuietFact,
    ReplyEndFact,
    RestartFact,
    RunFact,
    SeenFact,
    ShedFact,
    StatusFact,
    TemplateStateFact,
    ToAgentFact,
    TokenFact,
    ToldFact,
    UnreadFact,
)
from windtunnel.domain.marker import index_of
from windtunnel_reports.attribution import Attribution, Group
from windtunnel_reports.attribution.attribution import ARMING
from windtunnel_reports.attribution.confess import confess
from windtunnel_reports.case import Attempt, Case, together
from windtunnel_reports.sharing import FEW, Texts, share_message, share_with
from windtunnel_reports.told import note_told

__all__ = ["ARMING", "HTTP_NOT_OK", "HTTP_OK", "Attempt", "Case", "Cases"]

HTTP_OK, HTTP_NOT_OK = 200, 300

OTHERS = frozenset(
    {
        ConsentFact,
        EffectFact,
        FaultOffFact,
        FaultOnFact,
        HealFact,
        NumberChangedFact,
        NumberStateFact,
        OptInFact,
        OptOutFact,
        PushDroppedFact,
        RestartFact,
        RunFact,
        TemplateStateFact,
        ToAgentFact,
        TokenFact,
    }
)
"""Kinds that are kept as they come: few in a run, or of no one message."""

OtherFact = TypeVar("OtherFact", bound=Fact)


class Cases:
    """All cases of a ledger, and what is not of one intent alone."""

    def __init__(self) -> None:
        self.by_index: dict[int, Case] = {}
        self.shed: list[ShedFact] = []
        self.catalogs: dict[str, Catalog] = {}
        self.conns: dict[str, list[int]] = defaultdict(list)
        self.attempts: list[Attempt] = []
        self.inbound: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.quiet: list[QuietFact] = []
        self.crashes: list[CrashFact] = []
        self.others: dict[type, list[Any]] = defaultdict(list)
        self.pushes: dict[str, list[PushFact]] = defaultdict(list)
        self.unread: list[UnreadFact] = []
        self.last_t = 0
        self.attribution = Attribution()
        self._open: dict[str, Attempt] = {}
        self._of_message: dict[str, Case] = {}
        self._elsewhere: dict[str, tuple[Case, StatusFact]] = {}
        self._texts = Texts()
        self._inbound_events: dict[str, InboundFact] = {}
        self._steps: dict[type, Callable[[Any], None]] = {
            AttemptFact: self._attempt,
            AnswerFact: self._answer,
            ReplyEndFact: self._reply_end,
            HandsetFact: self._handset,
            StatusFact: self._status,
            PushFact: self._push,
            OutcomeFact: self._outcome,
            SeenFact: self._seen,
            PromiseFact: self._promise,
            UnreadFact: self._unread,
            IntentFact: self._intent,
            InboundFact: self._inbound,
            ToldFact: lambda fact: note_told(fact, self._of_message),
        }

    def read(self, facts: Iterable[AnyFact]) -> "Cases":
        """Take a ledger's facts in order."""
        steps = self._steps
        for fact in self.attribution.follow(facts):
            if type(fact) in FEW:
                self._texts.share(fact)
            step = steps.get(type(fact))
            if step is not None:
                step(fact)
            elif isinstance(fact, CatalogFact):
                self.catalogs[fact.catalog.provider] = fact.catalog
            elif isinstance(fact, ShedFact):
                self.shed.append(fact)
            elif isinstance(fact, QuietFact):
                self.quiet.append(fact)
            elif isinstance(fact, CrashFact):
                self.crashes.append(fact)
            elif type(fact) in OTHERS:
                if type(fact) is EffectFact:
                    self._share_event(fact)
                self.others[type(fact)].append(fact)
            self.last_t = fact.t
        confess(self.attribution, self.by_index, self.attempts)
        return self

    @property
    def untold(self) -> list[Group]:
        """The groups of which it cannot be told which call is which message's."""
        return [group for group in self.attribution.groups if not group.is_told]

    def together(self, group: Group) -> Case:
        """Return all that is known of a group as one case, called after its first message."""
        return together([self.case(index) for index in group.indexes], said=group.said)

    def of_kind(self, kind: type[OtherFact]) -> list[OtherFact]:
        """Return the facts of one of OTHERS, in order."""
        return self.others[kind]

    def acked_t(self, event: str | None) -> int | None:
        """Return when the sender first acknowledged a webhook event, None where it never did.

        A webhook with a wrong signature is no news, whatever it was answered.
        """
        tries = () if event is None else self.pushes.get(event, ())
        return min((fact.t for fact in tries if _is_ack(fact)), default=None)

    def status_of(self, event: str) -> tuple[Case, StatusFact] | None:
        """Return a status event's case and fact.

        A status is found by its message: an event is named "message:status".
        """
        case = self._of_message.get(event.rpartition(":")[0])
        for status in () if case is None else reversed(case.statuses):
            if status.event == event:
                assert case is not None, "it has statuses"
                return case, status
        return self._elsewhere.get(event)

    def case(self, index: int) -> Case:
        """Return the case of an intent, made where it is new."""
        found = self.by_index.get(index)
        if found is None:
            found = self.by_index[index] = Case(index=index)
        return found

    def of_attempt(self, attempt: Attempt) -> Case:
        """Return the case of an attempt; one without a marker stands alone."""
        marker = attempt.fact.marker
        index = index_of(marker) if marker is not None else None
        return Case(index=-1, attempts=[attempt]) if index is None else self.case(index)

    def _share_event(self, fact: EffectFact) -> None:
        found = self.status_of(fact.event)
        if found is not None:
            share_with(fact, found[1], "event")

    def _intent(self, fact: IntentFact) -> None:
        self.case(fact.intent).intent = fact

    def _unread(self, fact: UnreadFact) -> None:
        if fact.intent is None:
            self.unread.append(fact)
        else:
            self.case(fact.intent).unread.append(fact)

    def _promise(self, fact: PromiseFact) -> None:
        self.case(fact.intent).promise = fact

    def _outcome(self, fact: OutcomeFact) -> None:
        self.case(fact.intent).outcomes.append(fact)

    def _seen(self, fact: SeenFact) -> None:
        self.case(fact.intent).seen.append(fact)

    def _attempt(self, fact: AttemptFact) -> None:
        if fact.marker == ARMING:
            return
        attempt = Attempt(fact)
        self._open[fact.attempt] = attempt
        self.attempts.append(attempt)
        if fact.conn is not None:
            self.conns[fact.conn].append(fact.t)
        index = index_of(fact.marker) if fact.marker is not None else None
        if index is not None:
            case = self.case(index)
            share_with(fact, case.intent, "marker", "content_sha")
            fact.opaque = fact.marker if fact.opaque == fact.marker else fact.opaque
            case.attempts.append(attempt)

    def _answer(self, fact: AnswerFact) -> None:
        attempt = self._open.get(fact.attempt)
        if attempt is None:
            return
        attempt.answer = fact
        share_with(fact, attempt.fact, "attempt")
        marker = attempt.fact.marker
        index = index_of(marker) if marker is not None else None
        if fact.message is not None and index is not None:
            self._learn(fact.message, self.case(index))

    def _learn(self, message: str, case: Case) -> None:
        """Note whose message it is; under one idempotency key two intents may have the same."""
        before = self._of_message.get(message)
        if before is not None and before is not case:
            told = (status for status in before.statuses if status.message == message)
            self._elsewhere.update({status.event: (before, status) for status in told})
        self._of_message[message] = case

    def _reply_end(self, fact: ReplyEndFact) -> None:
        attempt = self._open.pop(fact.attempt, None)
        if attempt is not None:
            attempt.end = fact
            share_with(fact, attempt.fact, "attempt")

    def _handset(self, fact: HandsetFact) -> None:
        case = self._of_message.get(fact.message)
        if case is not None:
            share_with(fact, case.intent, "marker", "content_sha")
            share_message(fact, case)
            case.handsets.append(fact)

    def _status(self, fact: StatusFact) -> None:
        case = self._of_message.get(fact.message)
        if case is not None:
            share_message(fact, case)
            case.statuses.append(fact)

    def _inbound(self, fact: InboundFact) -> None:
        self._inbound_events[fact.event] = fact
        self.others[InboundFact].append(fact)

    def _push(self, fact: PushFact) -> None:
        statuses = [self.status_of(event) for event in fact.events]
        events = tuple(
            [
                event if found is None else found[1].event
                for event, found in zip(fact.events, statuses, strict=True)
            ]
        )
        kept = msgspec.structs.replace(fact, push="", events=events)
        for event in events:
            self.pushes[event].append(kept)
        if not _is_ack(fact):
            return
        for event, found in zip(events, statuses, strict=True):
            if found is not None:
                found[0].acks.append((fact.t, found[1]))
            inbound = self._inbound_events.get(event)
            if inbound is not None:
                self.inbound[(inbound.number, inbound.recipient)].append(inbound.t)


def _is_ack(fact: PushFact) -> bool:
    is_taken = fact.http is not None and HTTP_OK <= fact.http < HTTP_NOT_OK
    return is_taken and fact.signed == "good"
