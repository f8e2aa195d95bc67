"""Facts that are not of one intent: faults, webhook deliveries, prices, generators."""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from windtunnel.domain.facts import (
    AnswerFact,
    AnyFact,
    AttemptFact,
    BilledFact,
    CatalogFact,
    FaultOffFact,
    FaultOnFact,
    GeneratorFact,
    PushDroppedFact,
    PushFact,
    RunFact,
)
from windtunnel_reports.attribution.attribution import is_arming
from windtunnel_reports.metrics import Ack


class FaultTime(msgspec.Struct, frozen=True, kw_only=True):
    """One fault from its beginning to its end, in µs."""

    id: str
    fault: str
    target: str
    from_us: int
    to_us: int
    why: str


class Sidelines:
    """Watches facts as they pass; the arming message counts nowhere."""

    def __init__(self) -> None:
        self.acks: list[Ack] = []
        self.generators: list[GeneratorFact] = []
        self.faults: list[FaultTime] = []
        self.titles: dict[int, str] = {}
        self.refused_us: list[int] = []
        self.pushes_failed = 0
        self.pushes_dropped = 0
        self.cost_micro = 0
        self.currency = "USD"
        self.count = 0
        self.providers: list[str] = []
        self._on: dict[str, FaultOnFact] = {}
        self._armed = ""
        self._arming = {"attempts": set[str](), "messages": set[str]()}
        self._steps: dict[type, Callable[[Any], None]] = {
            RunFact: self._run,
            AttemptFact: self._attempt,
            AnswerFact: self._answer,
            PushFact: self._push,
            PushDroppedFact: self._dropped,
            GeneratorFact: self.generators.append,
            FaultOnFact: self._fault_on,
            FaultOffFact: self._fault_off,
            BilledFact: self._billed,
            CatalogFact: self._catalog,
        }

    def watch(self, facts: Iterable[AnyFact]) -> Iterator[AnyFact]:
        """Yield every fact on, keeping what is of interest here."""
        last_t = 0
        for fact in facts:
            self.count += 1
            last_t = fact.t
            step = self._steps.get(type(fact))
            if step is not None:
                step(fact)
            yield fact
        for begun in list(self._on.values()):
            self._end(begun, last_t, "never cleared")
        self.faults.sort(key=lambda fault: (fault.from_us, fault.id))

    def _run(self, fact: RunFact) -> None:
        self._armed = fact.arming

    def _attempt(self, fact: AttemptFact) -> None:
        if is_arming(fact, self._armed):
            self._arming["attempts"].add(fact.attempt)

    def _answer(self, fact: AnswerFact) -> None:
        if fact.attempt in self._arming["attempts"]:
            if fact.message is not None:
                self._arming["messages"].add(fact.message)
        elif not fact.accepted and fact.http != 0:
            self.refused_us.append(fact.t)

    def _push(self, fact: PushFact) -> None:
        messages = {event.rpartition(":")[0] for event in fact.events}
        if messages and messages <= self._arming["messages"]:
            return
        if fact.http is None:
            self.pushes_failed += 1
        self.acks.append(Ack(t_us=fact.t, s=math.inf if fact.http is None else fact.ms / 1000))

    def _dropped(self, fact: PushDroppedFact) -> None:
        self.pushes_dropped += len(fact.events)

    def _catalog(self, fact: CatalogFact) -> None:
        self.providers.append(fact.catalog.provider)
        for number, code in fact.catalog.codes.items():
            self.titles[number] = code.title

    def _billed(self, fact: BilledFact) -> None:
        if fact.message not in self._arming["messages"]:
            self.cost_micro += fact.price_micro
            self.currency = fact.currency

    def _fault_on(self, fact: FaultOnFact) -> None:
        self._on[fact.id] = fact

    def _fault_off(self, fact: FaultOffFact) -> None:
        begun = self._on.get(fact.id)
        if begun is not None:
            self._end(begun, fact.t, fact.why)

    def _end(self, begun: FaultOnFact, to_us: int, why: str) -> None:
        self._on.pop(begun.id)
        self.faults.append(
            FaultTime(
                id=begun.id,
                fault=begun.fault,
                target=begun.target,
                from_us=begun.t,
                to_us=max(begun.t, to_us),
                why=why,
            )
        )
