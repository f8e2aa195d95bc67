"""Faults drawn on demand: asked as each attempt arrives, for this intent and this attempt."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from windtunnel.domain.chance import draw
from windtunnel_verify.hunt.alphabet import Alphabet, Symbol
from windtunnel_verify.schedule import PlannedFault

T = TypeVar("T")

STREAKS = (0, 0, 0, 1, 9)
"""How many more attempts of a message are struck by the same fault: bounds need many in a row."""

Choose = Callable[[int], int]
"""(n) → one of 0 to n - 1; 0 is the plainest."""


def keyed(seed: int, purpose: str, number: int) -> Choose:
    """Return a choice that depends on these and on how often it was asked, and on nothing else."""
    asked = 0

    def choose(count: int) -> int:
        nonlocal asked
        asked += 1
        return draw(seed, purpose, number, asked)[0] % count

    return choose


def one(choose: Choose, among: Sequence[T]) -> T:
    """Return one of several; the first is the plainest."""
    return among[choose(len(among))] if len(among) > 1 else among[0]


class Faults:
    """A `DrawFault` that chooses among the families that are on, and notes what it gave.

    What goes wrong while drawing is kept in `error`: it belongs to who draws, not to the provider.
    """

    def __init__(
        self, choose: Choose, on: Collection[str], *, requests: Alphabet, webhooks: Alphabet
    ) -> None:
        self._choose = choose
        self._requests = [symbols for family, symbols in requests.items() if family in on]
        self._webhooks = [symbols for family, symbols in webhooks.items() if family in on]
        self._streaks: dict[int, tuple[Symbol, int]] = {}
        self.given: dict[tuple[int, int], tuple[PlannedFault, ...]] = {}
        self.error: BaseException | None = None

    def __call__(self, intent: int, attempt: int) -> tuple[PlannedFault, ...]:
        """Return what strikes an attempt, and the webhooks of its message."""
        if self.error is not None:
            return ()
        try:
            symbols = (*self._request(intent), *self._drawn(self._webhooks))
        except BaseException as error:  # noqa: BLE001 - raised again by who draws
            self.error = error
            return ()
        faults = tuple(symbol.on(intent, attempt) for symbol in symbols)
        if faults:
            self.given[intent, attempt] = faults
        return faults

    def _request(self, intent: int) -> tuple[Symbol, ...]:
        """Return what strikes a request: the next of a streak, or something new."""
        symbol, left = self._streaks.pop(intent, (None, 0))
        drawn = self._drawn(self._requests) if symbol is None else (symbol,)
        if symbol is None and drawn:
            left = one(self._choose, STREAKS)
        if left:
            self._streaks[intent] = (drawn[0], left - 1)
        return drawn

    def _drawn(self, families: Sequence[tuple[Symbol, ...]]) -> tuple[Symbol, ...]:
        """Return one symbol or none; one is as likely as the other."""
        drawn = self._choose(2 * len(families)) - len(families) if families else -1
        return () if drawn < 0 else (one(self._choose, families[drawn]),)
