"""The pace of a number: how fast it may be called, learned from the limits that it sets."""

import math

PACE_MIN_PER_S = 5.0
"""Below this the pauses that follow a limit are pace enough."""

CUT = 0.7
"""Of what was tried: so much a number surely takes."""

GROWTH_PER_S = 0.2
"""So much more with each call that is accepted: a fifth more every second."""


class Pace:
    """No limit is known until one is met; then less than was tried, and slowly more."""

    def __init__(self) -> None:
        self.per_s = math.inf
        self._next_s = 0.0
        self._cut_s = -math.inf
        self._second = 0
        self._calls = 0
        self._calls_before = 0

    def wait_s(self, now_s: float) -> float:
        """Return how long it is until the next call may come."""
        return self._next_s - now_s

    def called(self, now_s: float) -> None:
        """Note a call."""
        self._next_s = max(self._next_s, now_s) + 1.0 / self.per_s
        second = int(now_s)
        if second != self._second:
            self._calls_before = self._calls if second == self._second + 1 else 0
            self._second, self._calls = second, 0
        self._calls += 1

    def spared(self) -> None:
        """Take back a call that was not made after all."""
        self._next_s -= 1.0 / self.per_s
        self._calls -= 1

    def accepted(self) -> None:
        """Take a little more."""
        self.per_s += GROWTH_PER_S

    def limited(self, began_s: float, now_s: float) -> None:
        """Take less; a call that was on its way at the last cut says nothing new."""
        if began_s > self._cut_s:
            tried = min(self.per_s, float(max(self._calls, self._calls_before)))
            self.per_s = max(PACE_MIN_PER_S, CUT * tried)
            self._cut_s = now_s
