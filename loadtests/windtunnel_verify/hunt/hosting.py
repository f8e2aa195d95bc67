"""Where a search takes place: at the first installed provider, or at others.

The schedules of a search are written once; at another provider what it does not have is left out,
and a code of the first one becomes one of its own that means the like.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace as replaced
from functools import lru_cache

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import FaultSpec
from windtunnel.engine.faults.registry import KINDS
from windtunnel.providers import load_dialects
from windtunnel_scenarios.cast import Cast, tokens_of
from windtunnel_verify.happenings import AnyHappening, NumberChanges, OptIn, OptOut, TemplateTurns
from windtunnel_verify.hunt.alphabet import (
    BY_CLASS,
    REQUESTS,
    WEBHOOKS,
    Alphabet,
    Symbol,
    joined,
    of_catalog,
)
from windtunnel_verify.hunt.drawing import CRASH
from windtunnel_verify.hunt.incidents import HOUR, S, incidents_at
from windtunnel_verify.hunt.messages import WINDOW
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import RECIPIENT, Inbound, PlannedFault, Schedule, order

Settings = dict[str, str | int | float | bool]

TTL = "queue_ttl_s"
SHORT_TTL_S = 600
"""A queue whose provider lets it be switched forgets sooner: who asks all day asks thousands of
times, and shows no more by it."""

TWO_FORMS = (Inbound(at_us=S), Inbound(at_us=2 * S, recipient=RECIPIENT.replace("99", "9", 1)))
"""Brazil's numbers, with the ninth digit and without."""

replace = msgspec.structs.replace


class Hosting(msgspec.Struct, frozen=True, kw_only=True):
    """The providers of a search, none for the first installed one, and what can happen there."""

    providers: tuple[str, ...]
    catalogs: tuple[Catalog, ...]
    requests: Alphabet
    webhooks: Alphabet
    switches: Settings = {}

    @property
    def beside(self) -> tuple[str, ...]:
        """The families beside the faults."""
        window = [WINDOW] if any(each.window_s is not None for each in self.catalogs) else []
        return (CRASH, *window, *incidents_at(self.catalogs))

    @property
    def firsts(self) -> tuple[Schedule, ...]:
        """What a search elsewhere begins with.

        A message while its number is away, and, where no change of number is told, a person who
        writes under two forms of one.
        """
        found = [
            Schedule(intents=(order(S),), timeline=(_away(kind),))
            for kind in self.beside
            if kind.startswith("number-")
        ]
        if not any(catalog.has_templates for catalog in self.catalogs):
            found.append(Schedule(intents=(order(),), inbound=TWO_FORMS))
        return tuple(map(self.hosted, found))

    def hosted(self, schedule: Schedule) -> Schedule:
        """Return a schedule as it is at these providers."""
        if not self.providers:
            return schedule
        return replace(
            schedule,
            providers=self.providers,
            numbers=(),
            profile="",
            tokens=tokens_of(Cast(providers=self.providers)),
            faults=self._faults(schedule.faults),
            timeline=self._timeline(schedule.timeline),
            happenings=self._happenings(schedule.happenings),
            switches={**self.switches, **schedule.switches},
        )

    def every(self, schedules: Iterable[Schedule]) -> tuple[Schedule, ...]:
        """Return schedules as they are at these providers, each once at other ones."""
        if not self.providers:
            return tuple(schedules)
        hosted = [self.hosted(schedule) for schedule in schedules]
        return tuple({msgspec.json.encode(each): each for each in hosted}.values())

    def _faults(self, faults: Sequence[PlannedFault]) -> tuple[PlannedFault, ...]:
        found = []
        for fault in faults:
            symbol = self._known(Symbol(fault=fault.fault, settings=fault.settings))
            if symbol is not None:
                found.append(symbol.on(fault.intent, fault.attempt))
        return tuple(found)

    def _timeline(self, timeline: Sequence[FaultSpec]) -> tuple[FaultSpec, ...]:
        found = []
        for spec in timeline:
            symbol = self._known(Symbol(fault=spec.kind, settings=spec.settings))
            if symbol is not None:
                scope = replaced(spec.scope, provider=symbol.provider or spec.scope.provider)
                settings = dict(symbol.settings)
                found.append(replaced(spec, kind=symbol.fault, settings=settings, scope=scope))
        return tuple(found)

    def _known(self, symbol: Symbol) -> Symbol | None:
        """Return a fault as it is here: with a code of these providers, None where it is none."""
        if not any(symbol.fault in catalog.faults for catalog in self.catalogs):
            return None
        if symbol.code is None:
            return symbol
        for catalog in self.catalogs:
            if symbol.code in catalog.codes:
                provider = catalog.provider if len(self.catalogs) > 1 else ""
                return replace(symbol, provider=provider)
        alike = self.requests.get(_family(symbol), ())
        return next((each for each in alike if each.fault == symbol.fault), None)

    def _happenings(self, happenings: Sequence[AnyHappening]) -> tuple[AnyHappening, ...]:
        if any(catalog.has_templates for catalog in self.catalogs):
            return tuple(happenings)
        return tuple(
            replace(each, by="keyword") if isinstance(each, OptOut | OptIn) else each
            for each in happenings
            if not isinstance(each, TemplateTurns | NumberChanges)
        )


@lru_cache(maxsize=16)
def hosting_of(providers: tuple[str, ...] = ()) -> Hosting:
    """Return where a search takes place.

    Raises:
        ConfigError: a provider is not installed.
    """
    installed = shipped_door().dialects
    names = tuple(load_dialects(providers)) or tuple(installed)[:1]
    catalogs = tuple(_catalog(name) for name in names)
    several = len(names) > 1
    return Hosting(
        providers=() if names == tuple(installed)[:1] else names,
        catalogs=catalogs,
        requests=joined(_at(REQUESTS, each, several=several) for each in catalogs),
        webhooks=joined(_at(WEBHOOKS, each, several=several) for each in catalogs),
        switches=_switches(names),
    )


def _catalog(name: str) -> Catalog:
    """Return a provider's catalog with the faults that there are."""
    catalog = shipped_door().dialects[name].catalog({})
    return replace(catalog, faults=tuple(kind for kind in catalog.faults if kind in KINDS))


def _switches(names: Sequence[str]) -> Settings:
    """Return what lets queues forget sooner, where their provider can be switched so."""
    for name in names[:1]:
        dialect = shipped_door().dialects[name]
        if TTL in dialect.catalog({}).switches:
            try:
                dialect.catalog({TTL: SHORT_TTL_S})
            except ConfigError:
                return {}
            return {TTL: SHORT_TTL_S}
    return {}


def _at(alphabet: Alphabet, catalog: Catalog, *, several: bool) -> Alphabet:
    return of_catalog(alphabet, catalog, catalog.provider if several else "")


def _family(symbol: Symbol) -> str:
    """Return the family of the first provider's code, as the alphabet has it, or by its class."""
    kinds = (symbol.fault, "answer-code")
    for kind in kinds:
        for family, symbols in REQUESTS.items():
            if any(each.fault == kind and each.code == symbol.code for each in symbols):
                return family
    first = next(iter(shipped_door().dialects.values())).catalog({})
    code = None if symbol.code is None else first.codes.get(symbol.code)
    return "" if code is None else BY_CLASS.get(code.cls, "")


def _away(kind: str) -> FaultSpec:
    return FaultSpec(kind=kind, at_us=0, for_us=26 * HOUR)
