"""The alphabet of a search: which faults may strike, as families of like ones.

A family is drawn first, then one of its symbols: so a kind with many settings is not drawn more
often than one with few. Kinds that no registry knows are left out.
"""

from collections.abc import Collection, Iterable

import msgspec

from windtunnel.engine.faults.registry import KINDS
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import PlannedFault


class Symbol(msgspec.Struct, frozen=True, kw_only=True):
    """A fault with its settings, ready to strike any attempt."""

    fault: str
    settings: dict[str, str | int | float | bool] = {}

    def on(self, intent: int, attempt: int) -> PlannedFault:
        """Return it on one attempt of one intent."""
        return PlannedFault(
            intent=intent, attempt=attempt, fault=self.fault, settings=self.settings
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
    """Return the kinds of fault that some installed provider has."""
    every = [dialect.catalog({}).faults for dialect in shipped_door().dialects.values()]
    return tuple(kind for kind in KINDS if any(kind in faults for faults in every))


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
