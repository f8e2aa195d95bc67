"""A provider profile: how this provider, its network and its customers' handsets behave.

Profiles are YAML files in `windtunnel_scenarios/profiles/`, each value with its source or the
word "assumed" (key `sources`, one line per key).
"""

import msgspec


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """A log-normal wait: its median and sigma, held inside [lo_ms, hi_ms]."""

    median_ms: float
    sigma: float = 0.5
    lo_ms: float = 0.0
    hi_ms: float = 86_400_000.0


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a mixture: how often, and how long the wait is then; None means never."""

    share: float
    wait: Spread | None = None
    online: bool = True


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """Every number that a world draws from.

    `answer` is the time from first byte to answer; `sent` from answer to hand-over; `delivered`
    is a mixture (its shares sum to 1; `online: false` marks the offline tail; wait None is silent
    expiry); `read_share` of delivered ones are read after `read`. `played_share` of the read ones
    that can be heard are played `played` later. `delivered_skipped` of read ones show no delivered
    status. `push_duplicate` and `push_reorder` are shares of pushes. `ttl_s` is by template
    category, "free" for free-form. `switches` override the catalog's.
    """

    name: str
    provider: str = ""
    answer: Spread
    sent: Spread
    delivered: tuple[Share, ...]
    read_share: float
    read: Spread
    played_share: float = 0.0
    played: Spread | None = None
    not_on_whatsapp: float = 0.0
    failed_after: Spread = Spread(median_ms=700, lo_ms=200, hi_ms=3000)
    delivered_skipped: float = 0.0
    push_duplicate: float = 0.0
    push_reorder: float = 0.0
    push_delay: Spread = Spread(median_ms=5, lo_ms=0, hi_ms=50)
    ttl_s: dict[str, float] = {}
    switches: dict[str, str | int | float | bool] = {}
    sources: dict[str, str] = {}
