"""A profile made ready for the hot path: thresholds as integers, waits as functions of draws."""

import math

from windtunnel.domain.chance import log_normal
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile, Spread

DAY_S = 86_400
TTL_DEFAULT_S = 30 * DAY_S
"""How long an undelivered message is kept where the profile says nothing."""

_TWO_64 = 1 << 64


def threshold(share: float) -> int:
    """Return the bound below which a drawn integer falls with this probability."""
    return round(share * _TWO_64)


class Wait:
    """A spread as integer µs: log-normal from two draws, held between its bounds."""

    __slots__ = ("constant_us", "hi_us", "lo_us", "median_us", "sigma")

    def __init__(self, spread: Spread) -> None:
        self.median_us = spread.median_ms * 1000.0
        self.sigma = spread.sigma
        self.lo_us = round(spread.lo_ms * 1000)
        self.hi_us = round(spread.hi_ms * 1000)
        steady = min(max(round(self.median_us), self.lo_us), self.hi_us)
        is_steady = self.sigma == 0 or self.median_us == 0 or self.lo_us == self.hi_us
        self.constant_us: int | None = steady if is_steady else None
        """The wait where it is always the same one: nothing has to be drawn then."""

    def us(self, drawn: int, other: int) -> int:
        """Return the wait in µs that two draws stand for."""
        if self.constant_us is not None:
            return self.constant_us
        wait_us = int(log_normal(drawn, other, self.median_us, self.sigma))
        return min(max(wait_us, self.lo_us), self.hi_us)


class Part:
    """One part of the delivery mixture; `below` is its cumulated threshold."""

    __slots__ = ("below", "is_online", "wait")

    def __init__(self, below: int, wait: Wait | None, *, is_online: bool) -> None:
        self.below = below
        self.wait = wait
        self.is_online = is_online


class Behaviour:
    """Everything that the platform draws by, of one provider."""

    def __init__(self, profile: Profile) -> None:
        self.answer = Wait(profile.answer)
        self.sent = Wait(profile.sent)
        self.read = Wait(profile.read)
        self.played = Wait(profile.played or Spread(median_ms=0))
        self.failed_after = Wait(profile.failed_after)
        self.push_delay = Wait(profile.push_delay)
        self.read_below = threshold(_share(profile, "read_share"))
        self.played_below = threshold(_share(profile, "played_share"))
        self.skipped_below = threshold(_share(profile, "delivered_skipped"))
        self.absent_below = threshold(_share(profile, "not_on_whatsapp"))
        self.duplicate_below = threshold(_share(profile, "push_duplicate"))
        self.reorder_below = threshold(_share(profile, "push_reorder"))
        is_moved = self.duplicate_below or self.reorder_below
        self.push_plain_us = None if is_moved else self.push_delay.constant_us
        """A push's wait where nothing about it is left to chance."""

        self._ttl_us = {kind: round(ttl * 1e6) for kind, ttl in profile.ttl_s.items()}
        self._parts = _mixture(profile)

    def part(self, drawn: int) -> Part:
        """Return the part of the delivery mixture that a draw falls into."""
        for part in self._parts[:-1]:
            if drawn < part.below:
                return part
        return self._parts[-1]

    def ttl_us(self, kind: str) -> int:
        """Return how long a message is kept for its handset, by category or "free"."""
        return self._ttl_us.get(kind, TTL_DEFAULT_S * 1_000_000)


def _share(profile: Profile, field: str) -> float:
    value = float(getattr(profile, field))
    if not 0 <= value <= 1:
        raise ConfigError(f"profile {profile.name}: {field} is {value}; must be 0 to 1")
    return value


def _mixture(profile: Profile) -> tuple[Part, ...]:
    total = math.fsum(part.share for part in profile.delivered)
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        raise ConfigError(
            f"profile {profile.name}: the shares of delivered sum to {total}; must be 1"
        )
    parts = []
    below = 0.0
    for part in profile.delivered:
        below += part.share
        wait = None if part.wait is None else Wait(part.wait)
        parts.append(Part(threshold(below), wait, is_online=part.online))
    return tuple(parts)
