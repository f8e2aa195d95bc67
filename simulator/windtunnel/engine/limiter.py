"""Limits as state machines, in integer µs: never a die."""

from windtunnel.engine.fading import Fading

SECOND_US = 1_000_000
RATE_MAX_PER_S = 1_000_000.0


class Throughput:
    """A number's messages per second, by GCRA: one `tat` (theoretical arrival time) is its state.

    `burst` messages may come at once; after that one per interval. When the rate changes, the
    burst keeps its length in seconds.
    """

    __slots__ = ("_burst_s", "_interval_us", "_tat", "_tolerance_us", "rate_per_s")

    def __init__(self, rate_per_s: float, burst_s: float) -> None:
        self._tat = 0
        self._burst_s = burst_s
        self.set_rate(rate_per_s, 0)

    def set_rate(self, rate_per_s: float, now_us: int) -> None:
        """Change the rate; what was used up before is owed in seconds, not in messages."""
        assert 0 < rate_per_s <= RATE_MAX_PER_S, f"a rate of {rate_per_s}/s"
        self.rate_per_s = rate_per_s
        self._interval_us = max(1, round(SECOND_US / rate_per_s))
        burst = max(1, round(rate_per_s * self._burst_s))
        self._tolerance_us = (burst - 1) * self._interval_us
        self._tat = min(self._tat, now_us + self._tolerance_us + self._interval_us)

    def admit(self, now_us: int) -> bool:
        """Take one message's share, or return False and take nothing."""
        tat = self._tat
        if tat <= now_us:
            self._tat = now_us + self._interval_us
            return True
        if tat - now_us > self._tolerance_us:
            return False
        self._tat = tat + self._interval_us
        return True


class PairLimit:
    """Messages to one recipient: a bucket of `burst` tokens, one more every `refill_us`.

    A bucket is kept as the moment at which it will be full again, and a full one is forgotten.
    """

    __slots__ = ("_full_at", "_refill_us", "_room_us")

    def __init__(self, refill_s: float, burst: int) -> None:
        self._full_at = Fading()
        self._refill_us = round(refill_s * SECOND_US)
        self._room_us = (burst - 1) * self._refill_us

    def __len__(self) -> int:
        return len(self._full_at)

    def admit(self, recipient: str, now_us: int) -> bool:
        """Take a token for this recipient, or return False and take nothing."""
        full_at = self._full_at.get(recipient, now_us)
        if full_at <= now_us:
            full_at = now_us
        elif full_at - now_us > self._room_us:
            return False
        self._full_at.put(recipient, full_at + self._refill_us, now_us)
        return True
