"""A search at other providers: what may strike there, in the numbers of their own catalogs."""

from collections.abc import Mapping, Sequence

import msgspec

from windtunnel.domain.catalog import Catalog, Code
from windtunnel_scenarios import Cast
from windtunnel_scenarios.cast import tokens_of
from windtunnel_verify.hunt.alphabet import REQUESTS, Alphabet, Symbol
from windtunnel_verify.schedule import PlannedFault, Schedule

_BY_CLASS = {"retryable": "limited", "permanent": "refused", "ambiguous": "unclear"}
"""Which family a code of a provider belongs to, where the family's own codes are not its."""

Settings = Mapping[str, str | int | float | bool]


def spoken(alphabet: Alphabet, catalogs: Sequence[Catalog]) -> Alphabet:
    """Return an alphabet in the numbers of some providers: what one of them has is kept.

    A family of which a provider has nothing is made of its catalog's own codes.
    """
    found: dict[str, list[Symbol]] = {}
    for catalog in catalogs:
        own = _own(catalog)
        for family, symbols in alphabet.items():
            there = [each for each in symbols if is_there(each.fault, each.settings, catalog)]
            kept = found.setdefault(family, [])
            kept += [each for each in there or own.get(family, []) if each not in kept]
    return {family: tuple(symbols) for family, symbols in found.items() if symbols}


def is_there(kind: str, settings: Settings, catalog: Catalog) -> bool:
    """Say whether a provider has a kind of fault, with the code that it names."""
    code = settings.get("code")
    return kind in catalog.faults and (code is None or code in catalog.codes)


def _own(catalog: Catalog) -> dict[str, list[Symbol]]:
    """Return the families that a provider's own codes make."""
    found: dict[str, list[Symbol]] = {}
    for number, code in sorted(catalog.codes.items()):
        kind, family = _place(code)
        symbol = Symbol(fault=kind, settings={"code": number})
        if is_there(kind, symbol.settings, catalog):
            found.setdefault(family, []).append(symbol)
    return found


def _place(code: Code) -> tuple[str, str]:
    if code.when == "async":
        return "fail-later", "failed later"
    return "answer-code", _BY_CLASS[code.cls]


class Fit:
    """Moves schedules to other providers; `requests` is the alphabet that is spoken there."""

    def __init__(
        self, providers: Sequence[str], catalogs: Sequence[Catalog], requests: Alphabet
    ) -> None:
        self._cast = Cast(providers=tuple(providers))
        self._catalogs = tuple(catalogs)
        self._requests = requests

    def __call__(self, schedule: Schedule) -> Schedule:
        """Return a schedule whose world speaks their APIs, without what none of them has."""
        faults = tuple(found for each in schedule.faults if (found := self._fault(each)))
        timeline = tuple(
            each for each in schedule.timeline if self._is_there(each.kind, each.settings)
        )
        moved = msgspec.structs.replace(schedule, faults=faults, timeline=timeline)
        if schedule.providers == self._cast.providers:
            return moved
        return msgspec.structs.replace(
            moved,
            providers=self._cast.providers,
            profile="",
            numbers=(),
            tokens=tokens_of(self._cast) if len(self._cast.providers) > 1 else (),
        )

    def _is_there(self, kind: str, settings: Settings) -> bool:
        return any(is_there(kind, settings, catalog) for catalog in self._catalogs)

    def _fault(self, fault: PlannedFault) -> PlannedFault | None:
        """Return a fault, or one of the same family that is there."""
        if self._is_there(fault.fault, fault.settings):
            return fault
        code = fault.settings.get("code")
        for family, symbols in REQUESTS.items():
            alike = ((each.fault, each.settings.get("code")) for each in symbols)
            if (fault.fault, code) in alike and self._requests.get(family):
                return self._requests[family][0].on(fault.intent, fault.attempt)
        return None
