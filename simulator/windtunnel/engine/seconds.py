"""Whole seconds, none of which is given twice for the same thing.

Some news carry no id but a timestamp in seconds: with this, thing, value and second name an event.
"""

from windtunnel.engine.fading import Fading

SECOND_US = 1_000_000


class Seconds:
    """Gives out seconds by thing; the later of two in one second is said to be the next one's."""

    def __init__(self) -> None:
        self._free = Fading()

    def take(self, thing: str, now_us: int) -> int:
        """Return the time in µs at which something is said to have happened to a thing."""
        said_us = max(now_us, self._free.get(thing, 0))
        self._free.put(thing, (said_us // SECOND_US + 1) * SECOND_US, now_us)
        return said_us
