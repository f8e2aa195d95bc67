"""Faults drawn on demand: asked as each attempt arrives, for this intent and this attempt."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from windtunnel_verify.hunt.alphabet import Symbol
from windtunnel_verify.schedule import PlannedFault

T = TypeVar("T")

Choose = Callable[[int], int]
"""(n) → one of 0 to n - 1; 0 is the plainest."""


def one(choose: Choose, among: Sequence[T]) -> T:
    """Return one of several; the first is the plainest."""
    return among[choose(len(among))] if len(among) > 1 else among[0]


class Faults:
    """A `DrawFault` that chooses among the families that are on, and notes what it gave."""

    def __init__(self, choose: Choose, alphabet: Sequence[tuple[Symbol, ...]]) -> None:
        self._choose = choose
        self._families = alphabet
        self.given: dict[tuple[int, int], PlannedFault] = {}
        self.error: BaseException | None = None

    def __call__(self, intent: int, attempt: int) -> tuple[PlannedFault, ...]:
        """Return what strikes an attempt; no fault is as likely as some fault."""
        if self.error is not None or not self._families:
            return ()
        try:
            fault = self._drawn(intent, attempt)
        except BaseException as error:  # noqa: BLE001 - it belongs to who draws, not to the provider
            self.error = error
            return ()
        if fault is None:
            return ()
        self.given[intent, attempt] = fault
        return (fault,)

    def _drawn(self, intent: int, attempt: int) -> PlannedFault | None:
        count = len(self._families)
        drawn = self._choose(2 * count) - count
        if drawn < 0:
            return None
        return one(self._choose, self._families[drawn]).on(intent, attempt)
