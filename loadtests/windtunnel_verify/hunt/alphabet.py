"""The alphabet of a search: which faults may strike, as families of like ones.

A family is drawn first, then one of its symbols: so a kind with many settings is not drawn more
often than one with few. Kinds that no registry knows are left out.
"""

from collections.abc import Collection, Iterable, Iterator

import msgspec

from windtunnel.domain.catalog import Catalog, Code
from windtunnel.engine.faults.registry import KINDS
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import PlannedFault


class Symbol(msgspec.Struct, frozen=True, kw_only=True):
    """A fault with its settings, ready to strike any attempt, or any at one provider."""

    fault: str
    settings: dict[str, str | int | float | bool] = {}
    provider: str = ""

    @property
    def code(self) -> int | None:
        """The provider's code that it answers or fails with, if any."""
        code = self.settings.get("code")
        return code if isinstance(code, int) else None

    def on(self, intent: int, attempt: int) -> PlannedFault:
        """Return it on one attempt of one intent."""
        return PlannedFault(
            intent=intent,
            attempt=attempt,
            fault=self.fault,
            settings=self.settings,
            provider=self.provider,
        )


Alphabet = dict[str, tuple[Symbol, ...]]
"""Family → its symbols, the plainest first."""


def _kind(kind: str, **settings: str | float) -> Symbol:
    return Symbol(fault=kind, settings=settings)


def _code(code: int, **more: int) -> Symbol:
    return _kind("answer-code", code=code, **more)


REQUESTS: Alphabet = {
    "answer lost": (
        _kind("answer-lost"),
        _kind("wire", after="reset"),
        _kind("wire", cut_bytes=9),
        _kind("wire", delay_ms=30_000),
    ),
    "never arrived": (
        _kind("wire", before="reset"),
        _kind("wire", before="hold"),
        _kind("html-502"),
    ),
    "limited": (
        _code(130429),
        _code(130429, retry_after_s=5),
        _code(131056),
        _code(80007, retry_after_s=60),
        _code(131048),
    ),
    "refused": (
        _code(131026),
        _code(131008),
        _code(132001),
        _code(131050),
        _code(190),
        _code(368),
    ),
    "unclear": (
        _code(131000),
        _code(131016),
        _kind("error-500-after"),
        _kind("html-502", when="after"),
    ),
    "error in a 200": (
        _kind("ok-with-error", code=131000),
        _kind("ok-with-error", code=131026),
        _kind("ok-with-error", code=130429),
    ),
    "slow": (_kind("wire", delay_ms=900), _kind("wire", delay_ms=5_000)),
    "kept-alive closed": (_kind("wire", after="close"),),
    "failed later": (
        _kind("fail-later", code=131026),
        _kind("fail-later", code=131049),
        _kind("fail-later", code=131053),
        _kind("fail-later", code=130429),
    ),
}
"""What may strike a request or its message; of one attempt one of these is drawn at most."""

BY_CLASS = {"retryable": "limited", "permanent": "refused", "ambiguous": "unclear"}
"""The family of a code that is answered at once, by its class."""

LATER_MS = 10_000
HOUR_MS = 3_600_000
ALMOST_A_WEEK_MS = 6 * 24 * HOUR_MS + 23 * HOUR_MS

WEBHOOKS: Alphabet = {
    "webhook late": (
        _kind("webhook-delay", delay_ms=LATER_MS),
        _kind("webhook-delay", delay_ms=HOUR_MS, status="sent"),
        _kind("webhook-delay", delay_ms=HOUR_MS, status="delivered"),
    ),
    "webhook lost": (
        _kind("webhook-lost"),
        _kind("webhook-lost", status="sent"),
        _kind("webhook-lost", status="delivered"),
    ),
    "webhook twice": (
        _kind("webhook-duplicate", after_ms=1_000),
        _kind("webhook-duplicate", after_ms=1_000, status="failed"),
        _kind("webhook-duplicate", after_ms=ALMOST_A_WEEK_MS, status="delivered"),
    ),
    "webhook out of order": (
        _kind("webhook-reorder", status="sent"),
        _kind("webhook-reorder", status="delivered"),
    ),
    "webhook early": (_kind("webhook-early"),),
    "webhook forged": (
        _kind("webhook-bad-signature", status="delivered"),
        _kind("webhook-bad-signature"),
    ),
}
"""What may strike the webhooks of the message that an attempt makes, beside all that."""


def known(alphabet: Alphabet, kinds: Collection[str] = ()) -> Alphabet:
    """Return an alphabet without the kinds that this provider does not have."""
    there = kinds or shipped_kinds()
    kept = {
        family: tuple(symbol for symbol in symbols if symbol.fault in there)
        for family, symbols in alphabet.items()
    }
    return {family: symbols for family, symbols in kept.items() if symbols}


def shipped_kinds() -> tuple[str, ...]:
    """Return the kinds of fault that the first installed provider has."""
    first = next(iter(shipped_door().dialects.values()))
    return tuple(kind for kind in KINDS if kind in first.catalog({}).faults)


def of_catalog(alphabet: Alphabet, catalog: Catalog, provider: str = "") -> Alphabet:
    """Return an alphabet at a provider: of its kinds, with its own codes.

    Where it has none of an alphabet's codes, each family is given those of its own that mean the
    like. With `provider` what names a code strikes there alone.
    """
    own = _own(catalog) if not _has_codes(alphabet, catalog) else {}
    found: Alphabet = {}
    for family, symbols in known(alphabet, catalog.faults).items():
        kept = [each for each in symbols if each.code is None or each.code in catalog.codes]
        kept += own.get(family, ())
        placed = [_at(each, provider) for each in kept if each.fault in catalog.faults]
        if placed:
            found[family] = tuple(placed)
    return found


def joined(alphabets: Iterable[Alphabet]) -> Alphabet:
    """Return several alphabets as one, each symbol once."""
    found: dict[str, dict[str, Symbol]] = {}
    for alphabet in alphabets:
        for family, symbols in alphabet.items():
            found.setdefault(family, {}).update({str(symbol): symbol for symbol in symbols})
    return {family: tuple(symbols.values()) for family, symbols in found.items()}


def _has_codes(alphabet: Alphabet, catalog: Catalog) -> bool:
    symbols = (symbol for many in alphabet.values() for symbol in many)
    return any(symbol.code in catalog.codes for symbol in symbols)


def _own(catalog: Catalog) -> Alphabet:
    """Return a provider's codes as symbols, by the family that each belongs to."""
    found: dict[str, list[Symbol]] = {}
    for code in catalog.codes.values():
        for family, kind in _families(code):
            found.setdefault(family, []).append(_kind(kind, code=code.code))
    return {family: tuple(symbols) for family, symbols in found.items()}


def _families(code: Code) -> Iterator[tuple[str, str]]:
    if code.when == "async":
        yield "failed later", "fail-later"
    elif code.cls != "ok":
        yield BY_CLASS[code.cls], "answer-code"
        yield "error in a 200", "ok-with-error"


def _at(symbol: Symbol, provider: str) -> Symbol:
    return symbol if symbol.code is None else msgspec.structs.replace(symbol, provider=provider)


def widened(alphabet: Alphabet, more: Iterable[Symbol]) -> Alphabet:
    """Return an alphabet with a family of further symbols, those of a scenario say."""
    extra: list[Symbol] = []
    for symbol in more:
        if symbol not in extra:
            extra.append(symbol)
    return {**({"scenario": tuple(extra)} if extra else {}), **alphabet}


def kinds_of(alphabet: Alphabet) -> tuple[str, ...]:
    """Return the kinds of fault in an alphabet, sorted."""
    return tuple(sorted({symbol.fault for symbols in alphabet.values() for symbol in symbols}))
