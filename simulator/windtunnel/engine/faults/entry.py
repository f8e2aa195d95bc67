"""One fault on the board."""

from typing import Literal

from windtunnel.domain.worldspec import FaultSpec
from windtunnel.engine.faults.effect import Effect
from windtunnel.engine.faults.scope import ScopeMatch
from windtunnel.engine.wheel import Timer

What = Literal["attempts", "news", "connections", "throttle", "state"]
"""What a fault strikes: attempts, events, connections; or it is how numbers stand."""

Why = Literal["ttl", "used_up", "cleared", "healed", "missed"]
"""Why a fault ended."""


class Entry:
    """A fault on the board; `effects` by provider, `timer` is its beginning or its end."""

    __slots__ = ("effects", "is_on", "match", "spec", "timer", "until_us", "what", "why")

    def __init__(self, spec: FaultSpec, match: ScopeMatch, effects: dict[str, Effect]) -> None:
        self.spec = spec
        self.match = match
        self.effects = effects
        self.is_on = False
        self.until_us = 0
        self.timer: Timer | None = None
        self.why: Why | None = None
        self.what = _what(effects)


def _what(effects: dict[str, Effect]) -> What:
    for effect in effects.values():
        if effect.throughput_per_s is not None:
            return "throttle"
        if effect.state is not None:
            return "state"
        if effect.news is not None:
            return "news"
        if effect.is_refusing:
            return "connections"
    return "attempts"
