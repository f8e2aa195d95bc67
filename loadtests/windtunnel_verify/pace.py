"""Whether a run gets anywhere: turns of its loop against virtual time, and what piles up in it."""

from collections.abc import Callable

from windtunnel_verify.errors import RunawayError

TURNS_AT_ONCE_MAX = 100_000
AT_ONCE_US = 200_000
"""So many turns within so little virtual time are no traffic: waits of a µs or less, or none.

A turn runs all that is ready: depth counts, not breadth.
"""

TURNS_MAX = 5_000_000
"""Turns of one run; a day of 10,000 messages takes 300,000, and these half a minute."""

WAITING_MAX = 1_000_000
"""Callbacks that are ready at once, and timers that are set: what a run's memory holds."""


class Pace:
    """Counts the turns of one run, and holds what ends it.

    `turns` is counted up by the loop, which calls `check` once it has come to `check_at`.
    """

    __slots__ = ("_failure", "_since_us", "check_at", "turns")

    def __init__(self) -> None:
        self.turns = 0
        self.check_at = TURNS_AT_ONCE_MAX
        self._since_us = 0
        self._failure: RunawayError | None = None

    @property
    def failure(self) -> RunawayError | None:
        """What ends the run, if anything does."""
        return self._failure

    def fail(self, error: RunawayError) -> RunawayError:
        """End the run at its next turn, whatever its sender swallows; return the error."""
        self._failure = self._failure or error
        self.check_at = 0
        return error

    def check(self, now_us: int, told: Callable[[], str]) -> None:
        """Go on counting, or end the run.

        Raises:
            RunawayError: it gets nowhere; or somebody else has found so.
        """
        if self._failure is not None:
            raise self._failure
        passed_us, self._since_us = now_us - self._since_us, now_us
        self.check_at = self.turns + TURNS_AT_ONCE_MAX
        if passed_us < AT_ONCE_US:
            raise RunawayError(
                f"the loop turned {TURNS_AT_ONCE_MAX} times in {passed_us} µs of virtual time, up "
                f"to {now_us / 1e6:.6f} s: somebody waits for nothing, or next to nothing, again "
                f"and again. The tasks are\n{told()}"
            )
        if self.turns >= TURNS_MAX:
            raise RunawayError(
                f"the loop turned {self.turns} times in {now_us / 1e6:.3f} s of virtual time, the "
                "most for one run: somebody looks again and again, in short sleeps, whether there "
                f"is something to do; wait for an event, or sleep longer. The tasks are\n{told()}"
            )
